namespace Cartwright.Shoppers;

/// <summary>
/// What is on record for one address on one channel. <paramref name="Granted"/>: null when nobody said yes or no.
/// A suppression is stronger than any consent.
/// <paramref name="Source"/>: <c>browser:</c> with the device it was given on, server, platform, console or import.
/// </summary>
internal sealed record Permission(string Channel, string AddressHash, bool? Granted, long? GrantedAt, string? Source, string? Wording, string? SuppressedFor)
{
    /// <summary>The yes was confirmed a second time (a reply, a link): double opt-in.</summary>
    public bool Confirmed { get; init; }

    public static Permission Unknown(string channel, string hash) => new(channel, hash, null, null, null, null, null);
}

/// <summary>Why an address is suppressed.</summary>
internal static class SuppressionReason
{
    public const string Unsubscribed = "unsubscribed", Bounced = "bounced", Complained = "complained", Manual = "manual", Refused = "refused", Erased = "erased";
}

internal static class Channels
{
    /// <summary>Handoff goes to the shop's own people, webhook to a system of the shop's: no shopper gets them.</summary>
    public const string Email = "email", Sms = "sms", Handoff = "handoff", Webhook = "webhook";

    public static bool ReachesShopper(string channel) => channel is not (Handoff or Webhook);
}
