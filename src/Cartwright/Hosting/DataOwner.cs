namespace Cartwright.Hosting;

/// <summary>A live data directory has one owner. Holding this is being it.</summary>
internal sealed class DataOwner : IDisposable
{
    private readonly FileStream _lock;

    private DataOwner(FileStream file) => _lock = file;

    /// <exception cref="CannotStartException">Another process works on the data.</exception>
    public static DataOwner Take(string dataDir)
    {
        Directory.CreateDirectory(dataDir);
        try
        {
            return new DataOwner(new FileStream(Path.Combine(dataDir, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            throw new CannotStartException($"Another Cartwright works on {dataDir}. Stop it first, or give another folder with --data.");
        }
    }

    public void Dispose() => _lock.Dispose();
}
