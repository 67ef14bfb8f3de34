using Cartwright.Hosting;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Dkim;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>What became of a test mail.</summary>
internal abstract record TemplateTested
{
    internal sealed record Sent(string To, string Reply) : TemplateTested;

    /// <summary>The mail server did not take it, or could not be reached; Why is for people.</summary>
    internal sealed record NotTaken(string Why) : TemplateTested;

    internal sealed record Faulty(IReadOnlyList<TemplateFault> Faults) : TemplateTested;

    /// <summary>Too many in an hour; the next one can go at (ms).</summary>
    internal sealed record TooMany(long NextAt) : TemplateTested;
}

/// <summary>Sends a template, saved or not, to somebody of the shop: marked as a test, nothing tracked, links harmless, counted nowhere.</summary>
internal sealed class TemplateTests(TemplatePreview preview, MessageComposer composer, TemplateStore templates, AuditStore audit, IMailServer server, DkimKeys keys, Ids ids, TimeProvider clock)
{
    public const int MostAnHour = 20;
    private const long Hour = 3_600_000;

    /// <param name="to">An address of the shop's people; a text message comes there as a mail.</param>
    /// <param name="by">Who, in the audit.</param>
    public async Task<TemplateTested> SendAsync(StoreEntry entry, TemplateSource source, string? on, string to, bool personal, string by, CancellationToken ct = default)
    {
        var version = new OwnVersion(source);
        var faults = TemplatePolicy.Check(version, TemplateSamples.All.Values);
        var rendered = faults.All(f => f.Warning) ? TemplatePreview.Render(version, (await preview.ModelAsync(entry.Store, version, on, personal, ct)).Model, ref faults) : null;
        if (rendered is null) return new TemplateTested.Faulty(faults);

        var now = clock.GetUtcNow();
        var sent = await templates.TestsAsync(entry.Store.Id, now.ToUnixTimeMilliseconds() - Hour, ct);
        if (sent.Count >= MostAnHour) return new TemplateTested.TooMany(sent[^MostAnHour] + Hour);
        // Before it leaves: one that cannot be counted is not sent.
        await audit.AddAsync(entry.Store.Id, by, "template_tested", $"template:{source.Template}.{source.Locale}", "to " + Shoppers.Address.Hint(to));
        var mail = composer.Trial(entry.Store, to, source, rendered, ids.Next(), now);
        return await server.SendAsync(mail with { SignWith = keys.For(entry, mail.From.Address) }, _ => ValueTask.FromResult(true), ct) switch
        {
            SmtpOutcome.Accepted a => new TemplateTested.Sent(to, a.Reply),
            SmtpOutcome.Refused r => new TemplateTested.NotTaken($"{r.Verb}: {r.Code} {r.Text}. {r.Advice}"),
            SmtpOutcome.NotReached n => new TemplateTested.NotTaken($"{n.Verb}: {n.Reason}. {n.Advice}"),
            SmtpOutcome.Unknown u => new TemplateTested.NotTaken(u.Reason),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }
}
