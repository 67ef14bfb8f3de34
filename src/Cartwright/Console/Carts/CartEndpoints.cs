using Cartwright.Carts;
using Cartwright.Console.Shell;
using Cartwright.Console.Shoppers;
using Cartwright.Inbound;
using Cartwright.Journeys;
using Cartwright.Recovery;
using Cartwright.Reports;
using Cartwright.Stores;
using Cartwright.Turns;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cartwright.Console.Carts;

internal sealed record CartsModel(CartListFilter Filter, CartList List, long AtRisk, long AtRiskValue);

/// <summary>One cart's page.</summary>
internal sealed record CartModel(CartPageData Data, PricedCart Priced, IReadOnlyList<StoryLine> Story, NextStep Next, string? Notice, IReadOnlyList<StoredReply> Replies, OrderForm Order, IReadOnlyDictionary<string, string> Categories, IReadOnlyList<Refusal> Refusals)
    : AboutShopper(Data.Shopper, Data.Cart, Categories, Refusals);

/// <summary>The list of carts, a cart's page, and what a person does with it: stops its reminders, lets them go on, records its order.</summary>
internal static class CartEndpoints
{
    private static readonly string[] Notices = ["stopped", "resumed", "ordered", "not_open", "busy"];

    public static void MapCarts(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/carts", ListAsync).Needs(Right.ViewCarts);
        console.MapGet("/{slug}/carts/{id:guid}", ShowAsync).Needs(Right.ViewCarts);
        console.MapPost("/{slug}/carts/{id:guid}/order", OrderAsync).Needs(Right.RecordOrder).DisableAntiforgery();
        console.MapPost("/{slug}/carts/{id:guid}/resume", ResumeAsync).Needs(Right.StopJourney).DisableAntiforgery();
        console.MapPost("/{slug}/carts/{id:guid}/stop", StopAsync).Needs(Right.StopJourney).DisableAntiforgery();
    }

    private static async Task<IResult> ListAsync(ConsoleContext context, CartListStore carts, ReportStore reports, string? status, string? stage, string? q, string? min, string? after, CancellationToken ct)
    {
        var store = context.Store;
        var filter = CartListFilter.Read(status, stage, q, min, after, store.Currency);
        var list = await carts.ListAsync(store.Id, filter, store.Currency, context.Now, ct);
        var days = DayPolicy.Last(store.Settings.LostAfterDays + 2, context.Now, store.Zone);
        var risk = await reports.SumsAsync(store.Id, days[0], days[^1], store.Currency, [Metric.AtRisk, Metric.AtRiskValue], ct);
        return context.Page<CartsPage>(new CartsModel(filter, list, risk.GetValueOrDefault(Metric.AtRisk), risk.GetValueOrDefault(Metric.AtRiskValue)));
    }

    private static async Task<IResult> ShowAsync(ConsoleContext context, CartPageStore carts, CartDesk desk, Guid id, string? notice, CancellationToken ct) =>
        await carts.LoadAsync(context.Store.Id, id, ct) is not { } data ? NotFound(context) : await desk.PageAsync(context, data, Notices.Contains(notice) ? notice : null, null, ct);

    // The shop's server would tell it so over the API: the same turn ends what it ends.
    private static async Task<IResult> OrderAsync(HttpContext http, ConsoleContext context, CartPageStore carts, CartDesk desk, OrderStore orders, TurnLoop turns, Guid id, CancellationToken ct)
    {
        if (await carts.LoadAsync(context.Store.Id, id, ct) is not { } data) return NotFound(context);
        if (!OrderForm.Fits(data.Cart)) return Back(context, id, "not_open");
        var form = OrderForm.Of(await http.Request.ReadFormAsync(ct));
        var told = form.Read(context.Store.Id, data.Shopper.Id, data.Cart, context.Now);
        if (told is { OrderId: { } number } && (await orders.FindAsync(context.Store.Id, number, ct)).Count > 0) form.Refuse("orderId", "known");
        if (told is null || form.Errors.Count > 0) return await desk.PageAsync(context, data, null, form, ct);
        var notice = await SubmitAsync(turns, "ordered", new EventSignal(told, context.User!.Email));
        // Somebody else may have recorded one a moment before: of two, the first counts.
        if (notice == "ordered" && (await orders.FindAsync(context.Store.Id, told.OrderId!, ct)).Count == 0) notice = "not_open";
        return Back(context, id, notice);
    }

    private static Task<IResult> StopAsync(ConsoleContext context, CartPageStore carts, TurnLoop turns, Guid id, CancellationToken ct) =>
        DecideAsync(context, carts, turns, id, "stopped", shopper => new StopSignal(context.Store.Id, shopper, id, context.User!.Email), ct);

    private static Task<IResult> ResumeAsync(ConsoleContext context, CartPageStore carts, TurnLoop turns, Guid id, CancellationToken ct) =>
        DecideAsync(context, carts, turns, id, "resumed", shopper => new ResumeSignal(context.Store.Id, shopper, id, context.User!.Email), ct);

    private static async Task<IResult> DecideAsync(ConsoleContext context, CartPageStore carts, TurnLoop turns, Guid id, string notice, Func<Guid, Signal> signal, CancellationToken ct) =>
        await carts.LoadAsync(context.Store.Id, id, ct) is not { } data ? NotFound(context) : Back(context, id, await SubmitAsync(turns, notice, signal(data.Shopper.Id)));

    /// <returns>The notice, or that it could not be done.</returns>
    internal static async Task<string> SubmitAsync(TurnLoop turns, string notice, Signal signal)
    {
        try
        {
            return await turns.SubmitAsync(signal) is Rejected ? "busy" : notice;
        }
        catch (Exception error) when (error is IntakeFullException or NotCommittedException)
        {
            return "busy"; // the loop has logged why; the person is told to try again
        }
    }

    private static RedirectHttpResult Back(ConsoleContext context, Guid id, string notice) => TypedResults.Redirect(context.Link($"carts/{id}?notice={notice}"));

    private static IResult NotFound(ConsoleContext context) => context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
}
