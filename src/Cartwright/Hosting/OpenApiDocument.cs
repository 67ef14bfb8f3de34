using Microsoft.OpenApi;

namespace Cartwright.Hosting;

/// <summary>The OpenAPI document of the management API at /openapi/v1.json.</summary>
internal static class OpenApiDocument
{
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Cartwright", Version = "v1", Description = "Management API of one store. Money is in minor units where it comes out, in major units where it goes in; times are RFC 3339, UTC." };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["secretKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The store's secret key" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("secretKey", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Numbers are read from texts as well; they are written, and best sent, as numbers.
            if (schema.Type is { } type && type.HasFlag(JsonSchemaType.String) && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number))) (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
            // What may be null in an answer is there all the same; in a request it may be left out.
            if (schema.Required is { Count: > 0 } required && context.JsonTypeInfo.Type.Name is var name && (name.EndsWith("Input", StringComparison.Ordinal) || name.EndsWith("Request", StringComparison.Ordinal)))
                foreach (var optional in context.JsonTypeInfo.Properties.Where(p => p.IsSetNullable)) required.Remove(optional.Name);
            return Task.CompletedTask;
        });
    });
}
