using System.Text.Json.Serialization;

namespace Cartwright.Messages;

/// <summary>What a person wrote back. Text without what it quotes. Sealed at rest.</summary>
internal sealed record ReplyContent(string From, string? Subject, string Text);

/// <summary>Message: what it answers, as far as that is known.</summary>
internal sealed record Reply(Guid Id, Guid CartId, Guid? MessageId, string Channel, long At, ReplyContent Content);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReplyContent))]
internal sealed partial class ReplyJson : JsonSerializerContext;
