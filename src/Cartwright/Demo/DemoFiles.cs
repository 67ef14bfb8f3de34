using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Demo;

/// <summary>The built files of one part of the demo, read once; a request can only name what is in here.</summary>
internal sealed class DemoFiles
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, (byte[] Bytes, string Type, EntityTagHeaderValue Tag)> _files;
    private readonly FrozenDictionary<string, string> _pages;

    /// <param name="folder">A built part with the folders files/ and pages/.</param>
    /// <exception cref="DirectoryNotFoundException">The assets were not built.</exception>
    public DemoFiles(string folder)
    {
        _files = Directory.EnumerateFiles(Path.Combine(folder, "files")).ToFrozenDictionary(
            file => Path.GetFileName(file),
            file =>
            {
                var bytes = File.ReadAllBytes(file);
                var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"";
                return (bytes, Types[Path.GetExtension(file)], new EntityTagHeaderValue(tag));
            },
            StringComparer.Ordinal);
        _pages = Directory.EnumerateFiles(Path.Combine(folder, "pages"), "*.html").ToFrozenDictionary(
            file => Path.GetFileNameWithoutExtension(file), File.ReadAllText, StringComparer.Ordinal);
    }

    /// <summary>A page's HTML with its {{places}} still open; an unknown name is a programming error.</summary>
    public string Page(string name) => _pages[name];

    /// <summary>A style sheet, script or picture; always asked for again, answered 304 when it has not changed.</summary>
    public IResult Serve(HttpContext http, string name)
    {
        if (!_files.TryGetValue(name, out var file))
            return Results.NotFound();
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(file.Bytes, file.Type, entityTag: file.Tag);
    }
}
