using Cartwright.Console.Shell;
using Cartwright.Offers;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Console.Offers;

internal sealed record OffersModel(IReadOnlyList<(Offer Offer, OfferCounts Counts)> Offers);

/// <summary>Offer null: a new one. Codes: the latest; null for whoever may not see them. Journeys: those that give it.</summary>
internal sealed record OfferModel(Offer? Offer, OfferForm Form, OfferCounts Counts, CodeList? Codes, IReadOnlyList<(string Slug, string Name)> Journeys, string? Notice);

internal sealed record CodesModel(CodeFilter Filter, CodeList List, string? Notice);

/// <summary>What the merchant gives, and the codes that were made of it.</summary>
internal static class OfferEndpoints
{
    public const int CountDays = 30;
    private const int Latest = 10;

    public static void MapOffers(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/offers", ListAsync).Needs(Right.ViewOffers);
        console.MapGet("/{slug}/offers/new", (ConsoleContext context) => context.Page<OfferPage>(new OfferModel(null, OfferForm.New(), OfferCounts.None, null, [], null))).Needs(Right.EditOffers);
        console.MapPost("/{slug}/offers/new", AddAsync).Needs(Right.EditOffers).DisableAntiforgery();
        console.MapGet("/{slug}/offers/codes", CodesAsync).Needs(Right.SeeCoupons);
        console.MapPost("/{slug}/offers/codes/{code}/revoke", RevokeAsync).Needs(Right.UseCoupons).DisableAntiforgery();
        console.MapGet("/{slug}/offers/{offer}", ShowAsync).Needs(Right.ViewOffers);
        console.MapPost("/{slug}/offers/{offer}", SaveAsync).Needs(Right.EditOffers).DisableAntiforgery();
        console.MapPost("/{slug}/offers/{offer}/status", SwitchAsync).Needs(Right.EditOffers).DisableAntiforgery();
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, CodeListStore codes, CancellationToken ct)
    {
        var counts = await CountsAsync(context, codes, ct);
        return context.Page<OffersPage>(new OffersModel([.. context.Entry!.Offers.OrderBy(o => o.Status, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal).Select(o => (o, counts.GetValueOrDefault(o.Slug) ?? OfferCounts.None))]));
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, CodeListStore codes, string offer, string? notice, CancellationToken ct) =>
        Find(context, offer) is { } found ? context.Page<OfferPage>(await ModelAsync(context, codes, found, OfferForm.Of(found), notice is "saved" or "created" or "active" or "paused" ? notice : null, ct)) : NotFound(context);

    private static async Task<IResult> AddAsync(HttpContext http, ConsoleContext context, OfferStore offers, StoreDirectory directory, CancellationToken ct)
    {
        var form = OfferForm.Of(await http.Request.ReadFormAsync(ct));
        var slug = Slugs.Of(form["name"], "offer", [.. context.Entry!.Offers.Select(o => o.Slug), "new", "codes"]);
        if (form.Read(slug, null, context.Store.Id, context.Store.Currency) is not { } offer)
            return context.Page<OfferPage>(new OfferModel(null, form, OfferCounts.None, null, [], null), StatusCodes.Status400BadRequest);
        await offers.SaveAsync(offer, ct);
        await directory.RefreshAsync(ct);
        return TypedResults.Redirect(context.Link($"offers/{slug}?notice=created"));
    }

    private static async Task<IResult> SaveAsync(HttpContext http, ConsoleContext context, OfferStore offers, StoreDirectory directory, CodeListStore codes, string offer, CancellationToken ct)
    {
        if (Find(context, offer) is not { } known) return NotFound(context);
        var form = OfferForm.Of(await http.Request.ReadFormAsync(ct));
        if (form.Read(known.Slug, known, context.Store.Id, context.Store.Currency) is not { } changed)
            return context.Page<OfferPage>(await ModelAsync(context, codes, known, form, null, ct), StatusCodes.Status400BadRequest);
        await offers.SaveAsync(changed, ct);
        await directory.RefreshAsync(ct);
        return TypedResults.Redirect(context.Link($"offers/{known.Slug}?notice=saved"));
    }

    private static async Task<IResult> SwitchAsync(HttpContext http, ConsoleContext context, OfferStore offers, StoreDirectory directory, string offer, CancellationToken ct)
    {
        var status = (await http.Request.ReadFormAsync(ct))["status"].ToString();
        if (Find(context, offer) is not { } known || status is not (OfferStatus.Active or OfferStatus.Paused)) return NotFound(context);
        await offers.SaveAsync(known with { Status = status }, ct);
        await directory.RefreshAsync(ct);
        return TypedResults.Redirect(context.Link($"offers/{known.Slug}?notice={status}"));
    }

    private static async Task<IResult> CodesAsync(ConsoleContext context, CodeListStore codes, string? status, string? offer, string? q, string? after, string? notice, CancellationToken ct)
    {
        var filter = CodeFilter.Read(status, offer, q, after);
        return context.Page<CodesPage>(new CodesModel(filter, await codes.ListAsync(context.Store.Id, filter, context.Now, ct: ct), notice is "revoked" or "used" or "busy" ? notice : null));
    }

    private static async Task<IResult> RevokeAsync(ConsoleContext context, CouponStore coupons, TurnLoop turns, AuditStore audit, string code, CancellationToken ct)
    {
        if (CouponCode.Key(code) is not { } key || await coupons.OwnerAsync(context.Store.Id, key, ct) is not { } shopper) return NotFound(context);
        var notice = "revoked";
        try
        {
            var result = await turns.SubmitAsync(new CouponSignal(context.Store.Id, shopper, key, CouponAction.Revoke, new CouponUse()));
            notice = result switch { CouponResult { Refused: null } => "revoked", CouponResult => "used", _ => "busy" };
            if (result is CouponResult { Refused: null, Coupon: { RevokedFor: CouponReason.ByHand } revoked }) await audit.AddAsync(context.Store.Id, context.User!.Email, "coupon_revoked", $"coupon:{revoked.Id}", "");
        }
        catch (Exception error) when (error is IntakeFullException or NotCommittedException)
        {
            notice = "busy"; // the loop has logged why; the person is told to try again
        }
        return TypedResults.Redirect(context.Link($"offers/codes?q={Uri.EscapeDataString(code)}&notice={notice}"));
    }

    private static async Task<OfferModel> ModelAsync(ConsoleContext context, CodeListStore codes, Offer offer, OfferForm form, string? notice, CancellationToken ct) => new(
        offer, form, (await CountsAsync(context, codes, ct)).GetValueOrDefault(offer.Slug) ?? OfferCounts.None,
        context.May(Right.SeeCoupons) ? await codes.ListAsync(context.Store.Id, new CodeFilter(null, offer.Slug, null, null), context.Now, Latest, ct) : null,
        [.. context.Entry!.Journeys.Where(j => Cartwright.Journeys.JourneyProgram.Of(j.Definition).Any(o => o.Step is Cartwright.Journeys.OfferStep step && step.Offer == offer.Slug)).Select(j => (j.Slug, j.Definition.Name))], notice);

    private static Task<Dictionary<string, OfferCounts>> CountsAsync(ConsoleContext context, CodeListStore codes, CancellationToken ct) => codes.CountAsync(context.Store.Id, context.Now - CountDays * 86_400_000L, context.Now, ct);

    private static Offer? Find(ConsoleContext context, string slug) => context.Entry!.Offers.FirstOrDefault(o => o.Slug == slug);

    private static IResult NotFound(ConsoleContext context) => context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
}
