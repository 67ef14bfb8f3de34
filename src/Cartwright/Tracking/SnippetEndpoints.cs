using System.Security.Cryptography;

namespace Cartwright.Tracking;

/// <summary>GET /cartwright.js, the storefront snippet. Its hash for the integrity attribute is its ETag, too.</summary>
internal static class SnippetEndpoints
{
    public static void MapSnippet(this IEndpointRouteBuilder app)
    {
        var script = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "assets", "storefront", "cartwright.js"));
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(script))[..32]}\"";
        app.MapMethods("/cartwright.js", ["GET", "HEAD"], (RequestDelegate)(http =>
        {
            http.Response.Headers.ETag = tag;
            http.Response.Headers.CacheControl = "public, max-age=3600";
            http.Response.Headers.AccessControlAllowOrigin = "*"; // needed where the page asks with integrity
            http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if (http.Request.Headers.IfNoneMatch == tag) { http.Response.StatusCode = 304; return Task.CompletedTask; }
            http.Response.ContentType = "text/javascript; charset=utf-8";
            return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(script).AsTask();
        }));
    }
}
