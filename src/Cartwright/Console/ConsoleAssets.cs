using System.Collections.Frozen;
using System.Text.Json;

namespace Cartwright.Console;

/// <summary>
/// Scripts and style sheets that the build left in assets/console, read once. Their names carry a hash of their content, so browsers
/// may keep them for ever. Each lies there a second time, packed by Brotli.
/// </summary>
internal sealed class ConsoleAssets
{
    private readonly FrozenDictionary<string, string> _names;
    private readonly FrozenDictionary<string, Asset> _files;

    public ConsoleAssets() : this(Path.Combine(AppContext.BaseDirectory, "assets", "console")) { }

    internal ConsoleAssets(string folder)
    {
        var manifest = Path.Combine(folder, "manifest.json");
        if (!File.Exists(manifest)) throw new FileNotFoundException($"{manifest} is missing: the console's assets were not built. `dotnet build` makes them.", manifest);
        using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        _names = document.RootElement.EnumerateObject().ToFrozenDictionary(p => p.Name, p => p.Value.GetString()!);
        _files = Directory.EnumerateFiles(folder).Where(f => !f.EndsWith(".br", StringComparison.Ordinal) && f != manifest).ToFrozenDictionary(f => Path.GetFileName(f)!, Read);
    }

    /// <summary>The address of an asset by its plain name: <c>console.css</c>.</summary>
    public string Url(string name) => _names.TryGetValue(name, out var file) ? "/console/assets/" + file
        : throw new ArgumentException($"There is no asset '{name}'. Known: {string.Join(", ", _names.Keys)}.", nameof(name));

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/console/assets/{file}", (string file, HttpContext http) =>
    {
        if (!_files.TryGetValue(file, out var asset)) return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.Vary = "Accept-Encoding";
        if (asset.Packed is null || !http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal)) return Results.Bytes(asset.Bytes, asset.Type);
        http.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(asset.Packed, asset.Type);
    });

    private static Asset Read(string path) => new(File.ReadAllBytes(path), File.Exists(path + ".br") ? File.ReadAllBytes(path + ".br") : null, Path.GetExtension(path) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    });

    private sealed record Asset(byte[] Bytes, byte[]? Packed, string Type);
}
