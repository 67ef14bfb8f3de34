using System.Text.Json.Serialization;

namespace Cartwright.Messages;

/// <summary>One template in one language as templates/assets.mjs writes it: Handlebars sources, HTML already laid out by MJML.</summary>
/// <param name="Channel">Which channel it is for. A text message (sms) has a text and nothing else.</param>
/// <param name="Needs">Parts of the model (see <see cref="MessageScope"/>) without which it says nothing true.</param>
internal sealed record TemplateFile(string Template, string Locale, string Subject, string Preheader, string Html, string Text, string Channel = "email", IReadOnlyList<string>? Needs = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TemplateFile))]
internal sealed partial class TemplateFileJson : JsonSerializerContext;
