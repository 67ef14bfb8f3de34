using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;

namespace Cartwright.Messages.Email;

/// <summary>
/// Hands mails to the mail server over at most <see cref="SmtpOptions.MaxConnections"/> connections, which are kept and
/// used again. Safe to use from many threads; whoever finds no free connection waits for one.
/// </summary>
internal sealed partial class SmtpPool : IMailServer, IAsyncDisposable
{
    private readonly SmtpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SmtpPool> _log;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentBag<SmtpLetter> _letters = [];
    private readonly Lock _gate = new();
    private readonly List<SmtpSession> _idle = []; // guarded by _gate; longest idle first
    private readonly ITimer _sweep;
    private bool _disposed; // guarded by _gate

    /// <exception cref="ValidationException">The options make no sense; the text says which.</exception>
    public SmtpPool(SmtpOptions options, TimeProvider time, ILogger<SmtpPool> log)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        (_options, _time, _log) = (options, time, log);
        _slots = new SemaphoreSlim(options.MaxConnections);
        _sweep = time.CreateTimer(static pool => ((SmtpPool)pool!).Sweep(), this, options.IdleTimeout, options.IdleTimeout);
        if (options.AllowInvalidCertificate)
            AnyCertificate(options.Host);
    }

    /// <summary>
    /// Tries once to hand the mail over, waiting for a connection as long as it takes.
    /// </summary>
    /// <param name="commit">Awaited when everything but the final dot has been sent, at most once: true sends the dot, false
    /// withdraws the mail; what it throws comes out of here and the mail is not sent. Not called when the server refuses
    /// before. After a true the outcome can still be <see cref="SmtpOutcome.Refused"/> or <see cref="SmtpOutcome.NotReached"/>.</param>
    /// <param name="ct">Heeded until <paramref name="commit"/>; once the dot is sent the answer gets 5 seconds more, then
    /// the outcome is unknown.</param>
    /// <exception cref="OperationCanceledException">Stopped before <paramref name="commit"/>: the server has no mail.</exception>
    public async Task<SmtpOutcome> SendAsync(OutgoingMail mail, Func<CancellationToken, ValueTask<bool>> commit, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            var letter = _letters.TryTake(out var kept) ? kept : new SmtpLetter();
            letter.Compose(mail);
            var outcome = await OnSessionAsync(async session => await session.SendAsync(letter, commit, ct), ct);
            _letters.Add(letter);
            return outcome!;
        }
        catch (UnwritableMailException e)
        {
            return SmtpAdvice.Unwritable(e);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Whether a mail could be sent now: signs in if no connection is open, and asks NOOP. Null when ready.</summary>
    public async Task<SmtpOutcome?> CheckAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            await _slots.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return SmtpAdvice.AllBusy(_options);
        }

        try
        {
            return await OnSessionAsync(session => session.CheckAsync(ct), ct);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Takes leave of the idle connections. Mails under way are finished by those who sent them.</summary>
    public async ValueTask DisposeAsync()
    {
        SmtpSession[] idle;
        lock (_gate)
        {
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        await _sweep.DisposeAsync();
        await Task.WhenAll(idle.Select(QuitAsync));
    }

    /// <summary>Runs the work on a kept connection or a new one. A kept one that turns out to be dead at its first command
    /// is replaced once: nothing had been said on it that counts.</summary>
    private async Task<SmtpOutcome?> OnSessionAsync(Func<SmtpSession, Task<SmtpOutcome?>> work, CancellationToken ct)
    {
        if (TakeIdle() is { } kept)
        {
            var outcome = await UseAsync(kept, work);
            if (outcome is not (SmtpOutcome.NotReached { Verb: "MAIL" or "NOOP" } or SmtpOutcome.Refused { Verb: "MAIL" or "NOOP", Code: 421 }))
                return outcome;
            Stale(_options.Host, outcome);
        }

        var (fresh, problem) = await SmtpSession.OpenAsync(_options, _time, ct);
        if (fresh is null)
            return problem;
        Opened(_options.Host, _options.Port);
        return await UseAsync(fresh, work);
    }

    private async Task<SmtpOutcome?> UseAsync(SmtpSession session, Func<SmtpSession, Task<SmtpOutcome?>> work)
    {
        var done = false;
        try
        {
            var outcome = await work(session);
            done = true;
            return outcome;
        }
        finally
        {
            if (!done || !session.IsUsable)
                session.Dispose();
            else if (session.Mails >= _options.MaxMailsPerConnection || !TryKeep(session))
                await QuitAsync(session);
        }
    }

    private SmtpSession? TakeIdle()
    {
        while (true)
        {
            SmtpSession session;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_idle.Count == 0)
                    return null;
                session = _idle[^1]; // the last used: the others may grow old and be closed
                _idle.RemoveAt(_idle.Count - 1);
            }

            if (!session.IsStale)
                return session;
            session.Dispose();
        }
    }

    private bool TryKeep(SmtpSession session)
    {
        session.IdleSince = _time.GetTimestamp();
        lock (_gate)
        {
            if (!_disposed)
                _idle.Add(session);
            return !_disposed;
        }
    }

    private void Sweep()
    {
        SmtpSession[] old;
        lock (_gate)
        {
            old = [.. _idle.TakeWhile(s => _time.GetElapsedTime(s.IdleSince) >= _options.IdleTimeout)];
            _idle.RemoveRange(0, old.Length);
        }

        foreach (var session in old)
            _ = QuitAsync(session); // never throws
    }

    private async Task QuitAsync(SmtpSession session)
    {
        if (await session.QuitAsync() is { } lost)
            NoGoodbye(_options.Host, SmtpAdvice.Reason(lost));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Smtp:AllowInvalidCertificate is on: mails to {Host} can be read and changed by whoever stands between")]
    private partial void AnyCertificate(string host);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connected to the mail server {Host}:{Port}")]
    private partial void Opened(string host, int port);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A kept connection to {Host} was dead, trying a new one: {Outcome}")]
    private partial void Stale(string host, SmtpOutcome outcome);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Closing a connection to {Host}: {Reason}")]
    private partial void NoGoodbye(string host, string reason);
}
