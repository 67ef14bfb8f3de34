using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Shoppers;

namespace Cartwright.Inbound.Providers;

/// <summary>What a gateway without a form of its own tells: a text somebody sent, or what became of one of ours.</summary>
internal sealed record GatewaySms(string Id, string From, string? Text, Feedback? Report);

/// <summary>
/// The body of /hooks/inbound/sms/{slug}: <c>{"id","from","text"}</c> for a text that came in, <c>{"id","ref","to","status","reason"}</c> for a
/// delivery report, where <c>ref</c> is what went out with the message (docs/inbound.md).
/// </summary>
internal static class GatewayWebhook
{
    // Many gateways leave the + out. A number that begins with 0 is a country's own way to write it, and which country's nobody said.
    private static string? Whose(string from)
    {
        var number = from.Trim();
        if (Address.Phone(number) is { } known) return known;
        if (number.Length < 7 || number.Any(char.IsAsciiLetter)) return from; // a short code or a name is no shopper's
        return number[0] != '0' && number.All(char.IsAsciiDigit) ? Address.Phone("+" + number) : null;
    }

    /// <param name="refs">The token of our callback's address.</param>
    /// <param name="wrong">What to do about a body that says nothing.</param>
    public static GatewaySms? Read(JsonElement body, IReadOnlyList<string> refs, long now, out string? wrong)
    {
        wrong = null;
        var id = body.Text("id") ?? "";
        if (body.Text("text") is { } text && body.Text("from") is { } from)
        {
            var whose = Whose(from);
            wrong = id.Length == 0 ? "Send the gateway's own \"id\" of the text too, so that one told twice counts once."
                : whose is null ? $"from must be the sender's number with its country code, such as +4915112345678; '{ApiInput.Cut(from, 40)}' is none, so nobody knows who wrote." : null;
            return wrong is null ? new GatewaySms(id, whose!, text, null) : null;
        }
        if (body.Text("status") is not { } status) { wrong = "Send a text as {\"id\",\"from\",\"text\"}, or a report as {\"id\",\"ref\",\"status\"}."; return null; }
        FeedbackKind? kind = status.ToLowerInvariant() switch
        {
            "delivered" => FeedbackKind.Delivered,
            "failed" => FeedbackKind.SoftBounce,
            "unknown_number" => FeedbackKind.HardBounce,
            "opted_out" => FeedbackKind.OptOut,
            _ => null,
        };
        IReadOnlyList<string> named = [.. refs.Append(body.Text("ref") ?? "").Where(r => r.Length > 0)];
        if (kind is null) wrong = "status must be delivered, failed, unknown_number or opted_out; what is still under way need not be told.";
        else if (named.Count == 0) wrong = "ref is missing: hand back the \"ref\" that came with the message, or call its \"callback\".";
        return wrong is null ? new GatewaySms(id, "", null, new Feedback($"sms:{(id.Length > 0 ? id : named[0])}:{status}", kind!.Value, named, body.Text("to"), $"{status} {body.Text("reason")}".Trim(), now)) : null;
    }
}
