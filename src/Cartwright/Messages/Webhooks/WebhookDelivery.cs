using System.Text;
using System.Text.Json;
using Cartwright.Hosting;
using Cartwright.Messages.Email;
using Cartwright.Stores;

namespace Cartwright.Messages.Webhooks;

/// <summary>Tells a system of the shop's that a step was reached: at least once, always under the same id, signed as Standard Webhooks says.</summary>
internal sealed class WebhookDelivery(MessageComposer composer, OutgoingHttp http, StoreStore stores, EmailDelivery mail, ProductClock clock)
{
    public async Task<DeliveryOutcome> SendAsync(Delivery delivery)
    {
        if (delivery.Store.Settings.WebhookUrl is not { } url) return await delivery.NobodyAsync("the store's settings name no webhookUrl");
        var body = Delivery.Make(() => JsonSerializer.SerializeToUtf8Bytes(WebhookBody.Of(delivery), WebhookJson.Default.WebhookBody));
        var (id, text) = ("msg_" + delivery.Message.Id.ToString("N"), Encoding.UTF8.GetString(body));
        var content = new SentContent(url, delivery.Message.Template, delivery.Store.Locale, text, delivery.Store.Settings.SandboxTo);
        // In test mode nothing is told to systems that may act on it; the test address sees the kind and the id.
        if (content.Sandbox is not null) return await mail.SendAsync(delivery, composer.TestOf(delivery.Store, delivery.Message, url, $"POST {url}\n{id}", delivery.Now), content);

        var secrets = delivery.Entry.SigningSecrets.Select(box => stores.OpenSigningSecret(delivery.Store.Id, box)).ToList();
        if (secrets.Count == 0) return await RefusedAsync(delivery, content, "the store has no signing secret: make one with POST /api/stores/{slug}/signing-secret");
        var headers = WebhookSignaturePolicy.Headers(id, clock.RealTime.GetUtcNow().ToUnixTimeSeconds(), body, secrets);
        var (answer, end) = await HttpHandover.PostAsync(http, new Uri(url), headers, body, "application/json", () => delivery.Begin(content));
        return answer is null ? Again(end!) : answer.Status switch
        {
            >= 200 and < 300 => new DeliveryOutcome.Accepted(HttpHandover.Said(answer)),
            410 => new DeliveryOutcome.Refused(Permanent: true, HttpHandover.Said(answer)), // the receiver wants no more
            _ => new DeliveryOutcome.Refused(Permanent: false, HttpHandover.Said(answer), Wait: HttpHandover.WaitOf(answer)),
        };
    }

    // The receiver knows the id: told twice does no harm, told never does.
    private static DeliveryOutcome Again(DeliveryOutcome end) => end is DeliveryOutcome.Unknown u ? new DeliveryOutcome.NotReached(u.Reply) : end;

    private static async Task<DeliveryOutcome> RefusedAsync(Delivery delivery, SentContent content, string why) =>
        await delivery.Begin(content) ? new DeliveryOutcome.Refused(Permanent: true, why) : new DeliveryOutcome.Withdrawn();
}
