using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Shoppers;
using Cartwright.Stores;

namespace Cartwright.Console.Messages;

/// <summary>A message that has not left yet as it would be written now, for whoever has to approve it. Nothing of it is kept.</summary>
internal sealed class MessageDrafts(ShopperStore shoppers, MessageSources sources, MessageComposer composer, TimeProvider clock)
{
    // A draft leads nowhere: its link is made when it leaves.
    private static readonly string NoLink = new('x', ShortCode.Length);

    /// <summary>Null when it cannot be written: the person was erased, the cart is gone, or the channel shows nothing.</summary>
    public async Task<Message?> WriteAsync(Store store, Guid shopper, Guid id, CancellationToken ct)
    {
        if (!(await shoppers.ReadAsync([(store.Id, shopper)], ct)).TryGetValue((store.Id, shopper), out var state)
            || state.Messages.FirstOrDefault(m => m.Id == id) is not { } message) return null;
        var now = clock.GetUtcNow();
        var parts = await sources.ReadAsync(store, state, message, now.ToUnixTimeMilliseconds(), ct);
        try
        {
            var content = message.Channel switch
            {
                Channels.Sms => composer.Sms(store, state, message, parts, NoLink, now)?.Content,
                Channels.Handoff => composer.HandOff(store, state, message, parts, now)?.Content,
                Channels.Email => composer.Compose(store, state, message, parts, now)?.Content,
                _ => null,
            };
            return content is null ? null : message with { Content = content };
        }
        catch (Exception e) when (e is UnknownTemplateException or MissingPartException or Cartwright.Messages.Templates.TemplateBrokenException)
        {
            return null; // the page says that there is no preview
        }
    }
}
