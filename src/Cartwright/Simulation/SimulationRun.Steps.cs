using Cartwright.Hosting;
using Cartwright.Links;
using Cartwright.Messages;
using Cartwright.Offers;
using Cartwright.Products;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Simulation;

/// <content>What happens within one half minute: acts are heard, timers fire, messages leave.</content>
internal sealed partial class SimulationRun
{
    private const string GetBrowser = "Mozilla/5.0", GetScanner = "GoogleImageProxy";

    private async Task HearAsync()
    {
        var events = new List<Act>();
        while (_agenda.TryPeek(out _, out var at) && at.Item1 <= Now)
        {
            var act = _agenda.Dequeue();
            if (act.Jump > 0 && Now >= _mayJumpAt)
            {
                _clock.Now = _clock.Now.AddMilliseconds(act.Jump);
                _mayJumpAt = Now + BetweenJumps;
                _judge.Count("jumps");
            }
            if (act.Kind == ActKind.Event) events.Add(act with { Event = act.Event! with { ReceivedAt = Now } });
            else
            {
                await SubmitAsync(events);
                events.Clear();
                await SubmitAsync(act);
            }
        }
        await SubmitAsync(events);
    }

    // One request after the other, as they come; those of a half minute are decided together.
    private async Task SubmitAsync(List<Act> events)
    {
        for (var from = 0; from < events.Count; from += 500)
        {
            var part = events.GetRange(from, Math.Min(500, events.Count - from));
            await CommitAsync(part, () => part.Select(a => (Signal)new EventSignal(a.Event!)));
        }
    }

    private async Task SubmitAsync(Act act)
    {
        var person = _people[act.Shopper];
        if (act.Kind == ActKind.CarrierStop)
        {
            _post.Stopped.Add(act.Mail!.To); // and nobody tells the shop
            if (act.Shopper == (options.Only ?? options.Told)) _story.Add(StoryPolicy.Tell(act, Now));
            return;
        }
        if (act.Kind == ActKind.News)
        {
            await TellNewsAsync(act);
            return;
        }
        if (act.Kind == ActKind.Ask)
        {
            await AskAsync(act);
            return;
        }
        if (act.Kind == ActKind.Look)
        {
            if (await TokenAsync(act.Mail!) is not { } looked) return;
            await _node.Links.NoteAsync(looked.StoreId, looked.MessageId, "click", act.IsMachine, act.IsMachine ? GetScanner : GetBrowser);
            if (parts.OnLook is { } onLook) await _node.Turns.SubmitAsync(onLook(looked.StoreId, looked.ShopperId, looked.MessageId, act.Device!));
            Heard(act);
            return;
        }
        Signal? signal = act.Kind switch
        {
            ActKind.Return when await TokenAsync(act.Mail!) is { } token => new ReturnSignal(token.StoreId, token.ShopperId, token.MessageId, act.Device!),
            ActKind.OptOut when HashOf(act.Mail!).Length > 0 => new OptOutSignal(person.StoreId, null, act.Mail!.Channel, HashOf(act.Mail), "•••", SuppressionReason.Unsubscribed),
            ActKind.Erase when await _node.Shoppers.ByAddressAsync(person.StoreId, IdentityPolicy.Email, person.Email, CancellationToken.None) is { } shopper => new EraseSignal(person.StoreId, shopper),
            _ => null,
        };
        if (signal is not null) await CommitAsync([act], () => [signal]);
    }

    /// <summary>The catalogue comes anew: sold out and filled up since, or cheaper. A process that dies while it tells of it tells all again.</summary>
    private async Task TellNewsAsync(Act act)
    {
        var (store, (id, unit, kinds)) = (_people[act.Shopper].StoreId, act.News!.Value);
        var products = new ProductStore(_data, new ProductClock(_clock), _ids);
        Product Of(int stock, long price) => new(id, "", null, "Item-" + id, null, _people[act.Shopper].Currency, price, "https://shop.test/p", null, stock);
        var isBack = kinds.Contains("back_in_stock");
        await products.SaveAsync(store, [Of(isBack ? 0 : 500, unit)]);
        if (isBack) await products.SaveAsync(store, [Of(500, unit)]);
        if (kinds.Contains("price_drop")) await products.SaveAsync(store, [Of(500, unit * 4 / 5)]);
        if (act.Fault is { } fault) Break(fault, act.FaultAfter);
        for (var isTold = false; !isTold;)
        {
            try
            {
                await _node.News.RunAsync(CancellationToken.None);
                isTold = true;
            }
            catch (NotCommittedException)
            {
                if (_node.Database.IsDown) await RestartAsync();
            }
            catch (Exception e) when (_node.Database.IsTransient(e))
            {
                if (_node.Database.IsDown) await RestartAsync();
            }
            _node.Database.LetBe();
        }
        Heard(act);
    }

    // What the API shows: whom an address means, followed to who that is now.
    private Guid? ShownAs(int person, string address) => _data.ReadAsync(async c =>
    {
        var store = _people[person].StoreId;
        var kind = address.Contains('@', StringComparison.Ordinal) ? IdentityPolicy.Email : IdentityPolicy.Phone;
        var id = new Identifier(kind, _secrets.Hash(store, kind, address));
        if (!(await ShopperStore.AliasesAsync(new Reading(c, _data.Dialect), [(store, id)])).TryGetValue((store, id), out var shopper)) return (Guid?)null;
        return (await ShopperListStore.SurvivorsAsync(c, _data.Dialect, store, [shopper])).GetValueOrDefault(shopper, shopper);
    }).GetAwaiter().GetResult();

    private Task<LinkToken?> TokenAsync(SunkMail mail) => mail.Channel == Channels.Sms ? _node.Links.FindShortAsync(mail.Restore, _clock.Now, CancellationToken.None) : Task.FromResult(LinkToken.Read(mail.Restore, LinkPurpose.Restore, _secrets, _clock.Now));

    /// <summary>The shop asks of a code; a process that dies is asked again.</summary>
    private async Task AskAsync(Act act)
    {
        var (action, code, order) = act.Ask!.Value;
        var key = CouponCode.Key(code)!;
        if (await _node.Coupons.OwnerAsync(_people[act.Shopper].StoreId, key, CancellationToken.None) is not { } owner) return;
        var kind = action switch { "reserve" => CouponAction.Reserve, "release" => CouponAction.Release, _ => CouponAction.Validate };
        if (await CommitAsync([act], () => [new CouponSignal(_people[act.Shopper].StoreId, owner, key, kind, new CouponUse(order))]) is [CouponResult result])
            _judge.Asked(act.Shopper, code, action, order, result.Refused is null, Now);
    }

    private string HashOf(SunkMail mail) => mail.Channel == Channels.Sms ? _secrets.Hash(_people[mail.Shopper].StoreId, IdentityPolicy.Phone, mail.To) : LinkToken.Read(mail.Unsubscribe, LinkPurpose.Unsubscribe, _secrets, _clock.Now)?.AddressHash ?? "";

    /// <summary>Hands acts in until they are acknowledged. A process that dies takes them along: whoever sent them sends again. A full disk: they come again in a while.</summary>
    /// <returns>The answers; null: not committed.</returns>
    private async Task<SignalResult[]?> CommitAsync(List<Act> acts, Func<IEnumerable<Signal>> signals)
    {
        if (acts.Count == 0) return null;
        SignalResult[] results;
        if (acts.Find(a => a.Fault is not null) is { Fault: { } fault } bad) Break(fault, bad.FaultAfter);
        while (true)
        {
            try
            {
                var handed = signals().Select(s => parts.Signals is null ? s : parts.Signals(s)).OfType<Signal>().ToList();
                results = await _node.Turns.SubmitAsync(handed);
                for (var i = 0; i < results.Length; i++)
                    if (results[i] is Rejected refused) _judge.Violations.Add(new Violation(1, acts[Math.Min(i, acts.Count - 1)].Shopper, Now, $"an act was refused: {refused.Reason}"));
                break;
            }
            catch (NotCommittedException)
            {
                if (_node.Database.IsDown) { await RestartAsync(); continue; }
                _judge.Count("notCommitted");
                foreach (var act in acts) Expect(act with { Fault = null, HeardAt = Now + Step });
                _node.Database.LetBe();
                return null;
            }
        }
        _node.Database.LetBe();
        // What came in together is taken in the order in which it happened.
        foreach (var act in acts.OrderBy(a => a.Event?.At).ThenBy(a => a.Event?.MessageId, StringComparer.Ordinal)) Heard(act);
        return results;
    }

    private void Heard(Act act)
    {
        if (act.Shopper == (options.Only ?? options.Told)) _story.Add(StoryPolicy.Tell(act, Now));
        if (act.Kind != ActKind.Ask) _judge.Heard(act, Now);
    }

    private void Break(ProcessFault fault, int after = int.MaxValue) => _node.Database.Interrupt(
        fault switch { ProcessFault.DiesAfter => Interruption.AnswerLost, ProcessFault.DiesBefore => Interruption.RolledBack, _ => Interruption.Full }, afterStatements: after);

    private async Task FireAsync()
    {
        for (var tries = 0; ; tries++)
        {
            if (tries == 100)
            {
                _judge.Violations.Add(new Violation(6, null, Now, "timers are due again and again"));
                return;
            }
            var due = await _node.Timers.DueAsync(Now, 1000, CancellationToken.None);
            if (due.Count == 0) break;
            if (FaultPolicy.OfRound(options, Now, tries) is { } fault) Break(fault);
            try
            {
                var handed = due.Select(d => (Signal)new TimerSignal(d.StoreId, d.ShopperId)).Select(s => parts.Signals is null ? s : parts.Signals(s)).OfType<Signal>().ToList();
                await _node.Turns.SubmitAsync(handed);
                if (handed.Count < due.Count) break; // a part in their place keeps some from firing
            }
            catch (NotCommittedException)
            {
                if (_node.Database.IsDown) await RestartAsync();
            }
            _node.Database.LetBe();
        }
        _judge.TimersRan(Now);
    }

    private async Task DeliverAsync(int depth)
    {
        _isQueued = false;
        for (var rounds = 0; rounds < 1000; rounds++)
        {
            if (FaultPolicy.OfRound(options, Now, 1000 + ++_rounds % 1000) is { } fault) Break(fault);
            List<Claimed> claims;
            try { claims = await _node.Outbox.ClaimAsync(100); }
            catch (Exception e) when (_node.Database.IsTransient(e))
            {
                if (_node.Database.IsDown) await RestartAsync();
                continue;
            }
            _node.Database.LetBe();
            if (claims.Count == 0) break;
            foreach (var claimed in claims)
            {
                // Counted here: a process that dies takes its claims with it, and would meet the same fault for ever.
                var attempt = _attempts[claimed.Claim.MessageId] = _attempts.GetValueOrDefault(claimed.Claim.MessageId) + 1;
                _post.Fault = depth > 0 ? MailFault.None : FaultPolicy.Of(options, ShopperOf(claimed), claimed.Claim.QueuedAt, attempt);
                await _node.Outbox.DeliverAsync(claimed);
                _node.Database.LetBe();
                if (!_node.Database.IsDown) continue;
                if (depth > 0) return;
                await RestartAsync();
                break; // what was claimed is free again
            }
        }
        _nextDelivery = await new SimulationStore(_data).NextDeliveryAsync();
        _isQueued = false;
    }

    private static int ShopperOf(Claimed claimed) => claimed.Shopper is not { } shopper ? -1
        : shopper.Messages.FirstOrDefault(m => m.Id == claimed.Claim.MessageId) is { } message && shopper.Cart(message.CartId) is { Facts.Lines: [var line, ..] } ? Person.NumberIn(line.ProductId, 's')
        : Person.NumberIn(shopper.Personal.Email, 's');

    /// <summary>While a mail stands before its last byte.</summary>
    private async Task MeanwhileAsync(MailFault fault, SunkMail mail)
    {
        if (!_people.TryGetValue(mail.Shopper, out var person)) return;
        _judge.Count("meanwhile");
        switch (fault)
        {
            case MailFault.Ordered:
                var order = WorldPolicy.SuddenOrder(person, mail, Now);
                await CommitAsync([order], () => [new EventSignal(order.Event! with { ReceivedAt = Now })]);
                break;
            case MailFault.OptedOut:
                await SubmitAsync(new Act(person.Number, 10_000 * mail.Ordinal + 9_001, ActKind.OptOut, Now, Now) { Mail = mail });
                break;
            default:
                // Past the lease: the message is free for the other worker, who carries it to its end.
                _clock.Now = _clock.Now.AddMinutes(3);
                await DeliverAsync(depth: 1);
                break;
        }
    }
}
