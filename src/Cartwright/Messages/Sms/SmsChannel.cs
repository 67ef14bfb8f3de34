using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Hosting;

namespace Cartwright.Messages.Sms;

/// <summary>Hands text messages to the gateway. One attempt; what became of it is said as of a mail.</summary>
internal sealed class SmsChannel(SmsOptions options, OutgoingHttp http) : ISmsGateway
{
    /// <param name="sms">What is sent.</param>
    /// <param name="begin">The last check, asked just before the request leaves.</param>
    public async Task<DeliveryOutcome> SendAsync(OutgoingSms sms, Func<Task<bool>> begin)
    {
        var from = sms.From ?? options.From;
        if (!options.IsSet) return new DeliveryOutcome.Refused(Permanent: true, "no way to send text messages is set up: set Cartwright__Sms__AccountSid and Cartwright__Sms__AuthToken, or Cartwright__Sms__Kind=generic and Cartwright__Sms__BaseUrl");
        if (string.IsNullOrEmpty(from)) return new DeliveryOutcome.Refused(Permanent: true, "no sender is set: set smsFrom in the store's settings, or Cartwright__Sms__From");
        var (body, type) = options.Kind == SmsKind.Generic ? (Json(sms, from), "application/json") : (await FormAsync(sms, from), "application/x-www-form-urlencoded");
        var (answer, end) = await HttpHandover.PostAsync(http, options.Url, Headers(), body, type, begin);
        if (answer is null) return end!;
        var (code, said) = Read(answer);
        var outcome = SmsAnswerPolicy.Judge(answer.Status, code, said, HttpHandover.WaitOf(answer));
        return outcome is DeliveryOutcome.Refused { Address: AddressWord.OptedOut } refused ? refused with { OptedOut = sms.To } : outcome;
    }

    /// <summary>Null when the gateway knows us, or cannot be asked without sending; else what is wrong.</summary>
    public async Task<string?> CheckAsync(CancellationToken ct)
    {
        if (options.Kind == SmsKind.Generic) return null;
        try
        {
            var answer = await http.SendAsync(HttpMethod.Get, options.AccountUrl, Headers(), null, ct);
            return answer.Status is >= 200 and < 300 ? null : Read(answer).Said;
        }
        catch (OutgoingException e) { return e.Message; } // the caller shows it
    }

    private List<(string, string)> Headers() => options switch
    {
        { Kind: SmsKind.Twilio } => [("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountSid}:{options.AuthToken}")))],
        { AuthToken.Length: > 0 } => [("Authorization", "Bearer " + options.AuthToken)],
        _ => [],
    };

    // A messaging service has no number: Twilio picks one of its pool.
    private static async Task<byte[]> FormAsync(OutgoingSms sms, string from)
    {
        var sender = from.StartsWith("MG", StringComparison.Ordinal) && from.Length == 34 ? "MessagingServiceSid" : "From";
        var fields = new List<KeyValuePair<string, string>> { new("To", sms.To), new(sender, from), new("Body", sms.Text) };
        if (sms.Callback is { } callback) fields.Add(new("StatusCallback", callback));
        using var form = new FormUrlEncodedContent(fields);
        return await form.ReadAsByteArrayAsync();
    }

    private static byte[] Json(OutgoingSms sms, string from)
    {
        var body = new JsonObject { ["to"] = sms.To, ["from"] = from, ["text"] = sms.Text, ["id"] = sms.Id.ToString() };
        if (sms.Ref is { } reference) body["ref"] = reference;
        if (sms.Callback is { } callback) body["callback"] = callback;
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    // {"sid":"SM…","status":"queued"} or {"code":21610,"message":"…"}; another gateway says what it likes.
    private static (int? Code, string Said) Read(OutgoingAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return (null, HttpHandover.Said(answer));
            var words = string.Join(' ', ((string[])["status", "sid", "id", "message"]).Select(name => root.At(name)).Where(said => said.ValueKind == JsonValueKind.String).Select(said => said.GetString()));
            int? code = root.At("code") is { ValueKind: JsonValueKind.Number } c && c.TryGetInt32(out var number) ? number : null;
            return (code, TextPolicy.Line($"{answer.Status} {code} {words}".Replace("  ", " ", StringComparison.Ordinal), 400)!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { return (null, HttpHandover.Said(answer)); } // no JSON: its words as they are
    }
}
