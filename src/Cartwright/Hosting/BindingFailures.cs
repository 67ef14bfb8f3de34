using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;

namespace Cartwright.Hosting;

/// <summary>
/// Generated request delegates answer an optional parameter of the wrong kind (<c>?limit=abc</c>) with a bare 400, where compiled ones throw what
/// <see cref="RouteHandlerOptions.ThrowOnBadRequest"/> asks for (seen in ASP.NET Core 10). Here they throw as well, so that whoever answers bad requests can name the field.
/// </summary>
internal static class BindingFailures
{
    public static void UseBindingFailures(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest, ContentType: null } && Failed(http) is { } failed)
            throw new BadHttpRequestException($"Failed to bind parameter \"{failed.Type.Name} {failed.Name}\" from \"{failed.Value}\".");
    });

    private static (Type Type, string Name, string Value)? Failed(HttpContext http)
    {
        foreach (var parameter in http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            if (!parameter.HasTryParse || http.Request.Query[parameter.Name].ToString() is not { Length: > 0 } value) continue;
            var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
            if (!IsOne(type, value)) return (type, parameter.Name, value);
        }
        return null;
    }

    private static bool IsOne(Type type, string value)
    {
        try { return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, value) is not null; }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException) { return false; }
    }
}
