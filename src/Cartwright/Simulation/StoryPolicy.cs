using System.Globalization;

namespace Cartwright.Simulation;

/// <summary>What went in and what came out, in a line each.</summary>
internal static class StoryPolicy
{
    /// <param name="now">When it was acknowledged (ms).</param>
    public static string Tell(Act act, long now)
    {
        var late = now - act.At > 60_000 ? string.Create(CultureInfo.InvariantCulture, $", heard {(now - act.At) / 1000} s later") : "";
        var what = act.Event is { } e
            ? $"{e.Trust} {e.Name} {e.AnonymousId} {e.CartId} {e.OrderId} {string.Join(' ', (e.Lines ?? []).Select(l => $"{l.Quantity}×{l.ProductId}"))} {e.Stage} {e.Personal?.Email} {e.Personal?.Phone} {e.Coupon} {string.Join(' ', (e.Consents ?? []).Select(c => c.Channel + (c.Granted ? " yes" : " no")))}"
            : $"{act.Kind} {act.Device} {act.Mail?.MessageId} {act.Ask?.Action} {act.Ask?.Code} {act.News?.Product} {string.Join(' ', act.News?.Kinds ?? [])}";
        return $"{When(act.At)} {string.Join(' ', what.Split(' ', StringSplitOptions.RemoveEmptyEntries))}{late}{(act.Fault is { } fault ? $" ({fault})" : "")}";
    }

    public static string Tell(SunkMail mail) => $"{When(mail.At)} {mail.Channel} {mail.Template} {mail.MessageId} to {mail.To}";

    private static string When(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
