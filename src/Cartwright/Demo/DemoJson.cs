using System.Text.Json.Serialization;

namespace Cartwright.Demo;

/// <summary>JSON of the demo shop and the mailbox, camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DemoGoods))]
[JsonSerializable(typeof(DemoShopConfig))]
[JsonSerializable(typeof(DemoOrderRequest))]
[JsonSerializable(typeof(DemoOrderAnswer))]
[JsonSerializable(typeof(DemoRefusal))]
[JsonSerializable(typeof(DemoReport))]
[JsonSerializable(typeof(MailboxList))]
[JsonSerializable(typeof(MailboxDetail))]
internal sealed partial class DemoJson : JsonSerializerContext;
