using System.Text.Json.Serialization;

namespace Cartwright.Messages;

/// <summary>One template in one language as templates/assets.mjs writes it: Handlebars sources, HTML already laid out by MJML.</summary>
internal sealed record TemplateFile(string Template, string Locale, string Subject, string Preheader, string Html, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TemplateFile))]
internal sealed partial class TemplateFileJson : JsonSerializerContext;
