using Cartwright.Journeys;
using Cartwright.Stores;

namespace Cartwright.Console.Journeys;

/// <summary>The button that moves running ones to the present version of their journey.</summary>
internal static class MoveEndpoints
{
    public static void MapMoves(this RouteGroupBuilder console) => console.MapPost("/{slug}/journeys/{journey}/move", MoveAsync).Needs(Right.EditJourneys).DisableAntiforgery();

    private static async Task<IResult> MoveAsync(ConsoleContext context, JourneyMoveStore moves, string journey, CancellationToken ct)
    {
        if (context.Entry!.Journeys.FirstOrDefault(j => j.Slug == journey) is not { } found) return context.Page<Shell.NotFoundPage>(status: StatusCodes.Status404NotFound);
        await moves.BeginAsync(found, context.User!.Email, ct);
        return TypedResults.Redirect(context.Link($"journeys/{found.Slug}"));
    }
}
