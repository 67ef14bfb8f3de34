namespace Cartwright.Turns;

/// <summary>
/// A bounded cache that keeps what was used lately: when the young generation is full it becomes the old one, and what is not asked
/// for again before the next turn of generations is gone. Safe to use from many threads.
/// </summary>
internal sealed class TwoGenerationCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private readonly Lock _gate = new();
    private Dictionary<TKey, TValue> _young = [], _old = [];

    public bool TryGet(TKey key, out TValue value)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(key, out value!)) return true;
            if (!_old.Remove(key, out value!)) return false;
            Put(key, value);
            return true;
        }
    }

    public void Set(TKey key, TValue value)
    {
        lock (_gate) Put(key, value);
    }

    public void Remove(TKey key)
    {
        lock (_gate)
        {
            _young.Remove(key);
            _old.Remove(key);
        }
    }

    public void Clear()
    {
        lock (_gate) (_young, _old) = ([], []);
    }

    private void Put(TKey key, TValue value)
    {
        if (_young.Count >= capacity / 2 && !_young.ContainsKey(key)) (_young, _old) = ([], _young);
        _young[key] = value;
        _old.Remove(key);
    }
}
