using Cartwright.Journeys;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Console.Carts;

/// <summary>What became of a message, in a sentence.</summary>
internal static class MessageLine
{
    public static StoryLine Of(Message message, StoreEntry store, Words words, bool personal)
    {
        var t = words.T;
        var name = Name(message.Template, words);
        var reason = message.SkipReason is null ? "" : t.OfCode("reason.", message.SkipReason);
        var (icon, tone) = Look(message.Status);
        var link = $"messages/{message.Id}";
        var subject = message.Content?.Subject;
        return message.Status switch
        {
            MessageStatus.Sent when message.Sandbox => new StoryLine(message.SentAt ?? message.QueuedAt, "flask", "risk",
                t["story.message.test", ("name", name), ("sent", words.ClockWithSeconds(message.SentAt ?? message.QueuedAt)), ("to", message.Content?.Sandbox is { } sandbox ? Address.Hint(sandbox) : "")], subject, link),
            MessageStatus.Sent or MessageStatus.Bounced or MessageStatus.Complained => new StoryLine(message.SentAt ?? message.QueuedAt, icon, tone,
                t["story.message." + Key(message.Status), ("name", name), ("planned", words.Clock(message.QueuedAt)), ("sent", words.ClockWithSeconds(message.SentAt ?? message.QueuedAt)),
                    ("to", PersonReading.Shown(message.Content?.To, personal) ?? t["carts.anonymous"])], subject, link),
            MessageStatus.Failed or MessageStatus.Unknown => new StoryLine(message.SendingAt ?? message.QueuedAt, icon, tone, t["story.message." + Key(message.Status), ("name", name)], message.Reply, link),
            MessageStatus.Skipped or MessageStatus.Withdrawn => new StoryLine(message.QueuedAt, icon, tone, t["story.message." + Key(message.Status), ("name", name), ("reason", reason)], null, link),
            _ => new StoryLine(message.QueuedAt, icon, tone, t["story.message." + Key(message.Status), ("name", name)], null, link),
        };
    }

    /// <summary>What people call a template: "First reminder".</summary>
    public static string Name(string template, Words words) => words.T.Has("template." + template) ? words.T["template." + template] : template;

    public static string Key(MessageStatus status) => Enum.GetName(status)!.ToLowerInvariant();

    public static (string Icon, string Tone) Look(MessageStatus status) => status switch
    {
        MessageStatus.Sent => ("messages", "good"),
        MessageStatus.Queued or MessageStatus.Claimed or MessageStatus.Sending => ("clock", "info"),
        MessageStatus.Held => ("pause", "info"),
        MessageStatus.Unknown => ("warn", "risk"),
        MessageStatus.Failed or MessageStatus.Bounced or MessageStatus.Complained => ("warn", "bad"),
        _ => ("cross", "quiet"),
    };
}
