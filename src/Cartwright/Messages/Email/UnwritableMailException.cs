namespace Cartwright.Messages.Email;

/// <summary>This mail cannot be written, now or later: what it says has no form that a mail may have. The message is a whole sentence.</summary>
internal sealed class UnwritableMailException(string message) : ArgumentException(message);
