using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cartwright.Stores;

namespace Cartwright.Messages.Templates;

/// <summary>Tells of versions that could not be made into a message: counted each time, kept for the merchant and logged the first time. Never keeps a message from leaving.</summary>
internal sealed partial class TemplateBreaks(TemplateStore templates, TimeProvider clock, ILogger<TemplateBreaks> logger)
{
    private static readonly Meter Meter = new("Cartwright");
    private static readonly Counter<long> Broken = Meter.CreateCounter<long>("cartwright_template_breaks", description: "Messages for which a store's own template could not be used");

    private readonly ConcurrentDictionary<(Guid, string, string, long), bool> _told = new();

    public async Task TellAsync(Store store, Message message, IReadOnlyList<FailedVersion> failed)
    {
        foreach (var f in failed)
        {
            Broken.Add(1);
            if (!_told.TryAdd((store.Id, f.Template, f.Locale, f.Version), true)) continue;
            try
            {
                if (await templates.BreakAsync(store.Id, f.Template, f.Locale, f.Version, new TemplateBreak(clock.GetUtcNow().ToUnixTimeMilliseconds(), message.CartId, message.Id, f.Why)))
                    Failed(logger, f.Version, f.Template, f.Locale, store.Slug, message.Id, f.Why, f.Error.InnerException?.StackTrace);
            }
            catch (Exception error)
            {
                _told.TryRemove((store.Id, f.Template, f.Locale, f.Version), out _); // the next message tries again
                NotKept(logger, f.Version, f.Template, f.Locale, store.Slug, error);
            }
        }
    }

    // Without the engine's own words, which may repeat what it was to write.
    [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} of the template {Template} ({Locale}) of store {Store} could not be used for message {Id}, which was made of an earlier one or the default: {Why} {Trace}")]
    private static partial void Failed(ILogger logger, long version, string template, string locale, string store, Guid id, string why, string? trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "That version {Version} of the template {Template} ({Locale}) of store {Store} failed could not be kept")]
    private static partial void NotKept(ILogger logger, long version, string template, string locale, string store, Exception error);
}
