namespace Cartwright.Simulation.Oracle;

/// <summary>A code a person was given. Times in ms.</summary>
internal sealed class CouponModel(string offer, long expiresAt)
{
    public string Offer => offer;

    /// <summary>The device it was given for, as long as nobody knows whose that is: to the shop that is somebody else.</summary>
    public string? Stranger { get; set; }
    public long ExpiresAt { get; private set; } = expiresAt;

    /// <summary>It is given with the message that tells it: till then the one the person was told of goes on.</summary>
    public bool IsOwed { get; private set; }

    /// <summary>Another that takes its place may have been given, and not told.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>A message that tells its end left, or may have.</summary>
    public bool IsShown { get; set; }

    /// <summary>Whether its time began anew hangs on what nobody can say.</summary>
    public bool IsEndDoubtful { get; set; }

    /// <summary>A message with it is due: until one has left its time begins with each.</summary>
    public void Begin(long validFor, long now, bool isCertain)
    {
        if (IsOwed || IsShown || !IsAlive(now) || KeptFor(now) is not null) return;
        IsEndDoubtful |= !isCertain;
        ExpiresAt = Math.Max(ExpiresAt, now + validFor);
    }

    public static CouponModel Owed(string offer) => new(offer, long.MaxValue) { IsOwed = true };

    /// <summary>As it stood in the first message that showed it.</summary>
    public string? Code { get; set; }
    public long? TakenBackAt { get; set; }
    public bool IsTakenBack => TakenBackAt is not null;

    /// <summary>The order that used it.</summary>
    public string? UsedBy { get; set; }

    /// <summary>The order it is kept for, and until when.</summary>
    public (string Order, long Until)? Kept { get; set; }

    public bool IsAlive(long now) => !IsTakenBack && UsedBy is null && (now < ExpiresAt || KeptFor(now) is not null);

    public string? KeptFor(long now) => Kept is { } kept && now < kept.Until ? kept.Order : null;
}

/// <summary>The codes of a person: at most one lives.</summary>
internal sealed class CouponsModel
{
    private const long Lease = 30 * 60_000;

    public List<CouponModel> All { get; } = [];

    /// <param name="stranger">A device of which nobody knows whose it is; null: it is the person's.</param>
    public CouponModel Give(string offer, long validFor, long now, string? stranger)
    {
        if (Alive(stranger, now).Find(c => c.Offer == offer) is { } same) return same;
        if (Alive(stranger, now).Find(c => c.IsShown) is { } told)
        {
            // What the person was told of goes on: instead of this one if it lasts longer, else until this one is told.
            if (told.ExpiresAt >= now + validFor) return told;
            told.IsDoubtful = true;
            return CouponModel.Owed(offer);
        }
        return New(offer, validFor, now, stranger);
    }

    /// <summary>One that was owed and is told now, in the place of any other. It was given a little before.</summary>
    public CouponModel Tell(string offer, long validFor, long now, string? stranger)
    {
        if (Alive(stranger, now).Find(c => c.Offer == offer) is { } same) return same;
        var told = New(offer, validFor, now, stranger);
        told.IsEndDoubtful = true;
        return told;
    }

    private CouponModel New(string offer, long validFor, long now, string? stranger)
    {
        foreach (var other in Alive(stranger, now)) other.TakenBackAt = now;
        var made = new CouponModel(offer, now + validFor) { Stranger = stranger };
        All.Add(made);
        return made;
    }

    public List<CouponModel> Alive(string? stranger, long now) => All.FindAll(c => c.Stranger == stranger && c.IsAlive(now));

    /// <summary>The person was erased: none lives, and none that an order used comes back with it.</summary>
    public void TakeBack(long now)
    {
        foreach (var coupon in All.Where(c => c.IsAlive(now) || c.UsedBy is not null)) coupon.TakenBackAt ??= now;
    }

    /// <summary>These devices are the person's, it turns out: of two codes one stays, that is kept for an order, or ends last.</summary>
    public void Join(IReadOnlySet<string> devices, long now)
    {
        foreach (var coupon in All.Where(c => c.Stranger is { } device && devices.Contains(device))) coupon.Stranger = null;
        foreach (var other in Alive(null, now).OrderByDescending(c => c.KeptFor(now) is not null).ThenByDescending(c => c.ExpiresAt).Skip(1)) other.TakenBackAt = now;
    }

    /// <summary>An order was made with the code.</summary>
    public void Ordered(string code, string order, long placedAt)
    {
        if (All.Find(c => c.Code == code) is not { UsedBy: null } coupon) return;
        var isKept = coupon.Kept is { } kept && kept.Order == order && kept.Until > placedAt;
        if (isKept || (coupon.TakenBackAt ?? long.MaxValue) > placedAt && placedAt < coupon.ExpiresAt) coupon.UsedBy = order;
    }

    /// <summary>The order came to nothing: it is as if it had never used a code, unless the code is over, or another lives.</summary>
    public void GiveBack(string order, long now)
    {
        foreach (var coupon in All)
        {
            if (coupon.Kept?.Order == order) coupon.Kept = null;
            if (coupon.UsedBy != order || now >= coupon.ExpiresAt) continue;
            if (Alive(coupon.Stranger, now).Count > 0) coupon.TakenBackAt ??= now;
            coupon.UsedBy = null;
        }
    }

    /// <summary>What the shop is told when it asks: true when the code is good for the order.</summary>
    /// <param name="action">validate, reserve or release.</param>
    public bool Ask(string action, CouponModel coupon, string order, long now)
    {
        var isGood = coupon.UsedBy == order || coupon.UsedBy is null && (coupon.IsTakenBack ? coupon.KeptFor(now) == order : coupon.IsAlive(now) && (coupon.KeptFor(now) ?? order) == order);
        if (action == "reserve" && isGood && coupon is { UsedBy: null, IsTakenBack: false }) coupon.Kept = (order, now < coupon.ExpiresAt ? now + Lease : coupon.Kept!.Value.Until);
        if (action != "release") return isGood;
        if (coupon.UsedBy is not null || coupon.KeptFor(now) is { } other && other != order && !coupon.IsTakenBack) return false;
        if (coupon.Kept?.Order == order) coupon.Kept = null;
        return true;
    }
}
