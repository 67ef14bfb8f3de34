using Cartwright.Messages.Email;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Tests.Messages.Email;

/// <summary>Mails and pools to test with.</summary>
internal static class SomeMail
{
    public static OutgoingMail Mail(string html = "<p>Your basket is still here.</p>", string text = "Your basket is still here.") => new(
        new MailAddress("hello@shop.test", "Lindgren & Söhne"),
        new MailAddress("anna@inbox.test", "Anna Müller"),
        "Your basket – still here",
        html,
        text,
        "0198-1@shop.test",
        new DateTimeOffset(2026, 1, 5, 9, 30, 0, TimeSpan.FromHours(1)),
        "bounce+17@shop.test",
        Headers:
        [
            new("List-Unsubscribe", "<https://shop.test/u/AbCdEf>"),
            new("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]);

    /// <summary>A commit that agrees.</summary>
    public static ValueTask<bool> Yes(CancellationToken ct) => ValueTask.FromResult(true);

    public static SmtpPool Pool(int port, Action<SmtpOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new SmtpOptions { Port = port, Security = SmtpSecurity.None, HeloName = "shop.test" };
        configure?.Invoke(options);
        return new SmtpPool(options, time ?? TimeProvider.System, NullLogger<SmtpPool>.Instance);
    }

    /// <summary>Lets time pass, step by step, until the task is done: whoever waits may set the alarm only after the first step.</summary>
    public static Task PassUntilDone(this TestClock clock, Task task, TimeSpan? step = null) => Eventually.HoldsAsync("time was up for the task", () =>
    {
        clock.Advance(step ?? TimeSpan.FromMinutes(11)); // longer than any limit of the options
        return task.IsCompleted;
    });

    /// <summary>One mail through a pool of its own.</summary>
    public static async Task<SmtpOutcome> SendAsync(int port, OutgoingMail? mail = null, Action<SmtpOptions>? configure = null)
    {
        await using var pool = Pool(port, configure);
        return await pool.SendAsync(mail ?? Mail(), Yes, CancellationToken.None).InTime();
    }
}
