namespace Cartwright.Messages.Sms;

/// <summary>What a gateway's answer means. Code: Twilio's, of its JSON body; null: none.</summary>
internal static class SmsAnswerPolicy
{
    // twilio.com/docs/api/errors: opted out; no such number, or none that takes text messages.
    private const int OptedOut = 21610;
    private static readonly int[] Dead = [21211, 21614];

    // Of the sender, the account or its quotas: mended in the settings, not in the message.
    private static readonly int[] Ours = [20003, 20404, 20429, 21212, 21606, 21611, 21659, 21660, 21661];

    public static DeliveryOutcome Judge(int status, int? code, string said, TimeSpan? wait) => status switch
    {
        >= 200 and < 300 => new DeliveryOutcome.Accepted(said),
        // A proxy lost the gateway after it had the message, or before: nobody can know.
        502 or 504 => new DeliveryOutcome.Unknown(said),
        >= 500 or 429 or 408 => new DeliveryOutcome.Refused(Permanent: false, said, Wait: wait),
        _ when code == OptedOut => new DeliveryOutcome.Refused(Permanent: true, said, AddressWord.OptedOut),
        _ when code is { } c && Dead.Contains(c) => new DeliveryOutcome.Refused(Permanent: true, said, AddressWord.Dead),
        < 400 or 401 or 403 or 404 or 405 => new DeliveryOutcome.Refused(Permanent: false, said + ". Check Cartwright__Sms__*.", Wait: wait),
        _ when code is { } c && Ours.Contains(c) => new DeliveryOutcome.Refused(Permanent: false, said + ". Check the sender and the account.", Wait: wait),
        _ => new DeliveryOutcome.Refused(Permanent: true, said),
    };
}
