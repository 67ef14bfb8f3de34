using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Hosting;

/// <summary>
/// Everything derived from the master key, which lies outside the database (DATA/keys/master.key, or the setting
/// Cartwright:MasterKey on several nodes). Sealing is AES-256-GCM: nonce (12 bytes), tag (16), ciphertext.
/// </summary>
internal sealed class Secrets(byte[] master)
{
    private readonly ConcurrentDictionary<(Guid, string), byte[]> _derived = new();

    /// <summary>Reads the key file, or makes it (readable by its owner only) when there is none.</summary>
    public static Secrets FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(32));
            file.Flush(flushToDisk: true);
        }
        var key = File.ReadAllBytes(path);
        return key.Length == 32 ? new Secrets(key) : throw new InvalidDataException($"{path} is not a master key: it must hold exactly 32 bytes. Restore it from a backup.");
    }

    public static Secrets FromText(string base64)
    {
        var key = new byte[32];
        return Convert.TryFromBase64String(base64, key, out var n) && n == 32
            ? new Secrets(key)
            : throw new InvalidDataException("Cartwright:MasterKey must be 32 bytes in base64.");
    }

    public byte[] LinkKey => Derive(Guid.Empty, "link");

    public byte[] ReturnKey => Derive(Guid.Empty, "return");

    /// <summary>A keyed hash (22 characters) by which an address is found without being stored.</summary>
    public string Hash(Guid store, string kind, string value) =>
        Base64Url(HMACSHA256.HashData(Derive(store, "address"), Encoding.UTF8.GetBytes(kind + "\n" + value)).AsSpan(0, 16));

    public byte[] NewDataKey() => RandomNumberGenerator.GetBytes(32);

    public byte[] Wrap(Guid store, byte[] dataKey) => Seal(Derive(store, "wrap"), dataKey);

    public byte[] Unwrap(Guid store, byte[] wrapped) => Open(Derive(store, "wrap"), wrapped);

    /// <summary>Seals something that belongs to the installation or a store, not to a person.</summary>
    public byte[] SealFor(Guid store, string purpose, byte[] plain) => Seal(Derive(store, purpose), plain);

    public byte[] OpenFor(Guid store, string purpose, byte[] box) => Open(Derive(store, purpose), box);

    public static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain)
    {
        var box = new byte[28 + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, 12));
        using var gcm = new AesGcm(key, 16);
        gcm.Encrypt(box.AsSpan(0, 12), plain, box.AsSpan(28), box.AsSpan(12, 16));
        return box;
    }

    /// <exception cref="CryptographicException">The box was changed, or sealed under another key.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box)
    {
        if (box.Length < 28) throw new CryptographicException("The sealed value is too short.");
        var plain = new byte[box.Length - 28];
        using var gcm = new AesGcm(key, 16);
        gcm.Decrypt(box[..12], box[28..], box.Slice(12, 16), plain);
        return plain;
    }

    public static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private byte[] Derive(Guid store, string purpose) =>
        _derived.GetOrAdd((store, purpose), k => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, k.Item1.ToByteArray(bigEndian: true), Encoding.UTF8.GetBytes("cartwright:" + k.Item2)));
}
