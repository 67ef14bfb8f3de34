using System.Net;
using System.Text.Json;
using Cartwright.Messages;
using Cartwright.Messages.Webhooks;

namespace Cartwright.Simulation;

/// <summary>The systems of the shops, which webhooks tell: in the place of the network, with the same faults as mails and texts.</summary>
internal sealed class SimulatedReceiver(SimulatedPost post) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = (AskingContent)request.Content!;
        var body = JsonSerializer.Deserialize(content.Body.Span, WebhookJson.Default.WebhookBody)!;
        return await post.TellAsync(body, AskAsync) switch
        {
            HandedOver.Taken => new HttpResponseMessage(HttpStatusCode.OK),
            HandedOver.RefusedForGood => new HttpResponseMessage(HttpStatusCode.Gone),
            HandedOver.RefusedForNow or HandedOver.RefusedForNowAtEnd => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            var other => throw new HttpRequestException(HttpRequestError.ConnectionError, Enum.GetName(other)),
        };

        async Task<bool> AskAsync()
        {
            try { await content.CopyToAsync(Stream.Null, cancellationToken); }
            catch (HttpRequestException) { /* the last check said no, or threw */ }
            return await content.AnswerAsync() == true;
        }
    }
}
