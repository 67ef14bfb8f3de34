namespace Cartwright.Messages.Sms;

/// <summary>Whom text messages are handed to: a gateway over <see cref="SmsChannel"/>, or in a simulation one that answers as it is told.</summary>
internal interface ISmsGateway
{
    /// <inheritdoc cref="SmsChannel.SendAsync"/>
    Task<DeliveryOutcome> SendAsync(OutgoingSms sms, Func<Task<bool>> begin);
}
