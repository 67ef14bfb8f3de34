using System.Buffers;
using Cartwright.Messages.Email.Dkim;

namespace Cartwright.Messages.Email;

/// <summary>A mail as it goes over the wire. Holds its buffers from one mail to the next; one user at a time.</summary>
internal sealed class SmtpLetter
{
    private readonly ArrayBufferWriter<byte> _written = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _stuffed = new();
    private readonly ArrayBufferWriter<byte> _signed = new();

    public MailEnvelope Envelope { get; private set; }

    /// <summary>Bytes as RFC 1870 counts them: line ends in, dot-stuffing out.</summary>
    public int Size { get; private set; }

    /// <summary>Everything between the answer to DATA and the final dot.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <exception cref="UnwritableMailException">Nothing this mail could be written as.</exception>
    public void Compose(OutgoingMail mail)
    {
        Envelope = AddressPolicy.Envelope(mail);
        _written.ResetWrittenCount();
        var body = MimeWriter.Write(mail, _written);
        var whole = _written;
        if (mail.SignWith.Count > 0)
        {
            _signed.ResetWrittenCount();
            _signed.Write(DkimSigner.Sign(_written.WrittenSpan, body, mail.SignWith, mail.Date.ToUnixTimeSeconds()));
            _signed.Write(_written.WrittenSpan);
            whole = _signed;
        }
        Size = whole.WrittenCount;
        Content = DotStuffing.Apply(whole.WrittenMemory, _stuffed);
    }
}
