using Cartwright.Console.Shell;
using Cartwright.Console.Shoppers;
using Cartwright.Inbound;
using Cartwright.Journeys;
using Cartwright.Products;
using Cartwright.Reports;
using Cartwright.Stores;
using Cartwright.Turns;

namespace Cartwright.Console.Carts;

internal sealed record CartsModel(CartListFilter Filter, CartList List, long AtRisk, long AtRiskValue);

/// <summary>One cart's page.</summary>
internal sealed record CartModel(CartPageData Data, IReadOnlyList<StoryLine> Story, NextStep Next, string? Notice, IReadOnlyList<StoredReply> Replies, IReadOnlyDictionary<string, string> Categories, IReadOnlyList<Refusal> Refusals)
    : AboutShopper(Data.Shopper, Data.Cart, Categories, Refusals);

/// <summary>The list of carts, a cart's page, and the button that stops its reminders.</summary>
internal static class CartEndpoints
{
    public static void MapCarts(this RouteGroupBuilder console)
    {
        console.MapGet("/{slug}/carts", ListAsync).Needs(Right.ViewCarts);
        console.MapGet("/{slug}/carts/{id:guid}", ShowAsync).Needs(Right.ViewCarts);
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

    private static async Task<IResult> ShowAsync(ConsoleContext context, CartPageStore carts, InboundStore replies, ProductStore products, RefusalStore refusals, Guid id, string? notice, CancellationToken ct) =>
        await carts.LoadAsync(context.Store.Id, id, ct) is not { } data
            ? context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound)
            : context.Page<CartPage>(new CartModel(data, CartStory.Tell(data, context.Entry!, context.Words, context.May(Right.SeePersonalData)),
                NextStep.Of(data, context.Entry!, context.Words), notice is "stopped" or "resumed" or "busy" ? notice : null, await replies.OfCartAsync(context.Store.Id, id, ct),
                await products.CategoriesAsync(context.Store.Id, data.Shopper.Carts.SelectMany(c => c.Facts.Lines).Select(l => l.ProductId), ct), await refusals.OfAsync(data.Shopper, ct)));

    private static Task<IResult> StopAsync(ConsoleContext context, CartPageStore carts, TurnLoop turns, Guid id, CancellationToken ct) =>
        DecideAsync(context, carts, turns, id, "stopped", shopper => new StopSignal(context.Store.Id, shopper, id, context.User!.Email), ct);

    private static Task<IResult> ResumeAsync(ConsoleContext context, CartPageStore carts, TurnLoop turns, Guid id, CancellationToken ct) =>
        DecideAsync(context, carts, turns, id, "resumed", shopper => new ResumeSignal(context.Store.Id, shopper, id, context.User!.Email), ct);

    private static async Task<IResult> DecideAsync(ConsoleContext context, CartPageStore carts, TurnLoop turns, Guid id, string notice, Func<Guid, Signal> signal, CancellationToken ct)
    {
        if (await carts.LoadAsync(context.Store.Id, id, ct) is not { } data) return context.Page<NotFoundPage>(status: StatusCodes.Status404NotFound);
        try
        {
            if (await turns.SubmitAsync(signal(data.Shopper.Id)) is Rejected) notice = "busy";
        }
        catch (Exception error) when (error is IntakeFullException or NotCommittedException)
        {
            notice = "busy"; // the loop has logged why; the person is told to try again
        }
        return TypedResults.Redirect(context.Link($"carts/{id}?notice={notice}"));
    }
}
