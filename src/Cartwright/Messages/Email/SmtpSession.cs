using System.Text;

namespace Cartwright.Messages.Email;

/// <summary>A connection on which mails can be handed over, one after the other. One user at a time.</summary>
internal sealed class SmtpSession : IDisposable
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(2); // a courtesy, not worth waiting longer for

    private readonly SmtpWire _wire;
    private readonly SmtpOptions _options;

    private SmtpSession(SmtpWire wire, SmtpOptions options) => (_wire, _options) = (wire, options);

    /// <summary>Mails tried on it so far.</summary>
    public int Mails { get; private set; }

    /// <summary>It may be kept for another mail.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>When it became idle, as a timestamp of the pool's clock; the pool writes it.</summary>
    public long IdleSince { get; set; }

    /// <summary>The server has closed it, or said something on its own, since its last mail.</summary>
    public bool IsStale => _wire.HasUnaskedInput;

    /// <summary>Either a session, or why there is none.</summary>
    public static async Task<(SmtpSession? Session, SmtpOutcome? Problem)> OpenAsync(SmtpOptions options, TimeProvider time, CancellationToken ct)
    {
        var wire = new SmtpWire(time);
        SmtpOutcome? problem;
        using (wire.StopWith(ct))
        {
            try
            {
                problem = await SmtpHandshake.RunAsync(wire, options);
            }
            catch (Exception lost) when (SmtpWire.IsLoss(lost))
            {
                problem = SmtpAdvice.NotReached(wire.Verb, lost, options);
            }
        }

        if (wire.IsStopped) // by the caller, or by the clock in the very moment the last answer came
            problem ??= SmtpAdvice.NotReached(wire.Verb, new OperationCanceledException(), options);
        if (problem is null)
            return (new SmtpSession(wire, options), null);
        wire.Dispose();
        ct.ThrowIfCancellationRequested();
        return (null, problem);
    }

    /// <summary>
    /// Hands the mail over. <paramref name="commit"/> is awaited when only the final dot is missing; what it throws comes out
    /// here. After the dot a stopping caller is not heeded at once.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped before <paramref name="commit"/>: the server has no mail.</exception>
    public async Task<SmtpOutcome> SendAsync(SmtpLetter letter, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct)
    {
        using var stop = _wire.StopWith(ct);
        var committed = false;
        Mails++;
        try
        {
            if (await OfferAsync(letter) is { } refusal)
                return refusal;
        }
        catch (Exception lost) when (SmtpWire.IsLoss(lost))
        {
            Drop();
            ct.ThrowIfCancellationRequested();
            return SmtpAdvice.NotReached(_wire.Verb, lost, _options);
        }

        try
        {
            committed = await commit(ct);
        }
        finally
        {
            if (!committed)
                Drop();
        }

        if (!committed)
            return new SmtpOutcome.Withdrawn();

        try
        {
            return await FinishAsync();
        }
        catch (Exception lost) when (SmtpWire.IsLoss(lost))
        {
            Drop();
            return _wire.DotIsOut ? SmtpAdvice.Unknown(lost, _options) : SmtpAdvice.NotReached(_wire.Verb, lost, _options);
        }
    }

    /// <summary>NOOP; null when the server is still there.</summary>
    public async Task<SmtpOutcome?> CheckAsync(CancellationToken ct)
    {
        using var stop = _wire.StopWith(ct);
        try
        {
            var reply = await AskAsync("NOOP");
            if (reply.IsPositive)
                return null;
            Drop();
            return SmtpAdvice.Refused("NOOP", reply, _options);
        }
        catch (Exception lost) when (SmtpWire.IsLoss(lost))
        {
            Drop();
            ct.ThrowIfCancellationRequested();
            return SmtpAdvice.NotReached("NOOP", lost, _options);
        }
    }

    /// <summary>Takes leave and closes; answers what went wrong, which matters to nobody but a log.</summary>
    public async Task<Exception?> QuitAsync()
    {
        try
        {
            _wire.Verb = "QUIT";
            await _wire.WriteAsync("QUIT\r\n"u8.ToArray(), s_goodbye);
            await _wire.ReadReplyAsync(s_goodbye);
            return null;
        }
        catch (Exception lost) when (SmtpWire.IsLoss(lost))
        {
            return lost;
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => _wire.Dispose();

    /// <summary>Envelope and body, up to but without the final dot. Null when all of it went well.</summary>
    private async Task<SmtpOutcome?> OfferAsync(SmtpLetter letter)
    {
        var offers = _wire.Offers;
        var envelope = letter.Envelope;
        if (envelope.NeedsSmtpUtf8 && !offers.SmtpUtf8)
            return SmtpAdvice.NoSmtpUtf8(_options);
        if (offers.Size is > 0 and var limit && letter.Size > limit)
            return SmtpAdvice.TooLarge(letter.Size, limit, _options);

        var mail = $"MAIL FROM:<{envelope.From}>{(offers.SizeOffered ? $" SIZE={letter.Size}" : "")}";
        if (envelope.NeedsSmtpUtf8) // only then are there eight-bit bytes: in the header, as the parts are encoded
            mail += offers.EightBitMime ? " BODY=8BITMIME SMTPUTF8" : " SMTPUTF8";
        if (await EnvelopeAsync([("MAIL", $"{mail}\r\n"), ("RCPT", $"RCPT TO:<{envelope.To}>\r\n"), ("DATA", "DATA\r\n")], envelope.From) is { } refusal)
            return refusal;

        await _wire.WriteAsync(letter.Content, _options.DataTimeout);
        return _wire.HasUnaskedInput ? await EarlyAnswerAsync() : null;
    }

    /// <summary>One write for all when the server takes commands ahead (RFC 2920), else one for each.</summary>
    private async Task<SmtpOutcome?> EnvelopeAsync((string Verb, string Line)[] commands, string sender)
    {
        SmtpOutcome.Refused? refusal = null;
        try
        {
            if (_wire.Offers.Pipelining)
            {
                _wire.Verb = commands[0].Verb;
                await _wire.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(commands.Select(c => c.Line))), _options.CommandTimeout);
            }

            foreach (var (verb, line) in commands)
            {
                _wire.Verb = verb;
                if (!_wire.Offers.Pipelining)
                    await _wire.WriteAsync(Encoding.UTF8.GetBytes(line), _options.CommandTimeout);
                var reply = await _wire.ReadReplyAsync(_options.CommandTimeout);
                if (verb == "DATA" ? reply.Code == 354 : reply.IsPositive)
                {
                    // DATA may be open although no recipient is left. It must not be ended by a dot, so the connection goes.
                    if (verb == "DATA" && refusal is not null)
                        Drop();
                    continue;
                }

                refusal ??= reply.IsRefusal
                    ? SmtpAdvice.Refused(verb, reply, _options, sender)
                    : throw new SmtpProtocolException($"it answered {reply.Code} {reply.OneLine}");
                if (reply.IsGoodbye)
                    Drop();
                if (reply.IsGoodbye || !_wire.Offers.Pipelining)
                    break;
            }

            if (refusal is not null && IsUsable && !(await AskAsync("RSET")).IsPositive)
                Drop();
        }
        catch (Exception lost) when (refusal is not null && SmtpWire.IsLoss(lost))
        {
            Drop(); // the answer that counts had come
        }

        return refusal;
    }

    private async Task<SmtpOutcome> FinishAsync()
    {
        if (_wire.HasUnaskedInput)
            return await EarlyAnswerAsync();
        if (_wire.IsStopped)
            throw new OperationCanceledException("stopped before the final dot");
        _wire.Verb = ".";
        _wire.DotIsOut = true;
        await _wire.WriteAsync(".\r\n"u8.ToArray(), _options.DataTimeout);
        var reply = await _wire.ReadReplyAsync(_options.DataTimeout);
        _wire.DotIsOut = false;
        if (reply.IsGoodbye)
            Drop();
        if (reply.IsPositive)
            return new SmtpOutcome.Accepted(reply.OneLine);
        if (reply.IsRefusal)
            return SmtpAdvice.Refused(_wire.Verb, reply, _options);
        Drop();
        return SmtpAdvice.Unknown(new SmtpProtocolException($"it answered {reply.Code} {reply.OneLine}"), _options);
    }

    /// <summary>The server speaks, or is gone, before the mail is complete: it will not take it on this connection.</summary>
    private async Task<SmtpOutcome> EarlyAnswerAsync()
    {
        var reply = await _wire.ReadReplyAsync(_options.CommandTimeout);
        Drop();
        return reply.IsRefusal
            ? SmtpAdvice.Refused(_wire.Verb, reply, _options)
            : SmtpAdvice.NotReached(_wire.Verb, new SmtpProtocolException("it answered before the mail was complete"), _options);
    }

    private async Task<SmtpReply> AskAsync(string command)
    {
        _wire.Verb = command;
        await _wire.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), _options.CommandTimeout);
        return await _wire.ReadReplyAsync(_options.CommandTimeout);
    }

    private void Drop()
    {
        IsUsable = false;
        _wire.Abort();
    }
}
