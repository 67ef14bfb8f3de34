using Cartwright.Hosting;

namespace Cartwright.Messages;

/// <summary>Posts a message to another system: the last check is asked when the connection stands, just before the request leaves.</summary>
internal static class HttpHandover
{
    /// <returns>The answer; or, when there is none, how it ended.</returns>
    public static async Task<(OutgoingAnswer? Answer, DeliveryOutcome? End)> PostAsync(OutgoingHttp http, Uri url, IReadOnlyList<(string Name, string Value)> headers, byte[] body, string mediaType, Func<Task<bool>> begin)
    {
        using var content = new AskingContent(body, mediaType, begin);
        try
        {
            return (await http.SendBodyAsync(HttpMethod.Post, url, headers, () => content, CancellationToken.None), null);
        }
        catch (Exception error)
        {
            if (await content.AnswerAsync() == false) return (null, new DeliveryOutcome.Withdrawn());
            if (error is not (OutgoingException or IOException)) throw;
            return (null, content.HasLeft ? new DeliveryOutcome.Unknown(error.Message) : new DeliveryOutcome.NotReached(error.Message));
        }
    }

    /// <summary>One line of what the other side answered, for people.</summary>
    public static string Said(OutgoingAnswer answer) =>
        $"{answer.Status} {TextPolicy.Line(System.Text.Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 2000))), 300)}".TrimEnd();

    public static TimeSpan? WaitOf(OutgoingAnswer answer) => answer.RetryAfter is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)) : null;
}
