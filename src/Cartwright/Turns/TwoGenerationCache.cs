namespace Cartwright.Turns;

/// <summary>
/// A bounded cache that keeps what was used lately: when the young generation is full it becomes the old one, and what is not asked
/// for again before the next turn of generations is gone. Not thread-safe: its owner is one loop.
/// </summary>
internal sealed class TwoGenerationCache<TKey, TValue>(int capacity) where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [], _old = [];

    public bool TryGet(TKey key, out TValue value)
    {
        if (_young.TryGetValue(key, out value!)) return true;
        if (!_old.Remove(key, out value!)) return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (_young.Count >= capacity / 2 && !_young.ContainsKey(key)) (_young, _old) = ([], _young);
        _young[key] = value;
        _old.Remove(key);
    }

    public void Remove(TKey key)
    {
        _young.Remove(key);
        _old.Remove(key);
    }

    public void Clear() => (_young, _old) = ([], []);
}
