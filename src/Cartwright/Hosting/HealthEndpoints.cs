using Cartwright.Messages.Email;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Hosting;

/// <summary>/healthz: the process lives. /readyz: storage answers and the mail server takes mail; says which does not.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok")).ExcludeFromDescription();
        app.MapGet("/readyz", async (Database database, IMailServer mails, TurnLoop turns, CancellationToken ct) =>
        {
            var checks = new Dictionary<string, string> { ["storage"] = await StorageAsync(database, ct), ["sender"] = await SenderAsync(mails, ct), ["queue"] = $"{turns.Intake.Count} waiting" };
            var ready = checks["storage"] == "ok" && checks["sender"] == "ok";
            return Results.Json(checks, statusCode: ready ? 200 : 503);
        }).ExcludeFromDescription();
    }

    public static async Task<string> StorageAsync(Database database, CancellationToken ct)
    {
        try
        {
            await database.CheckAsync(ct);
            return "ok";
        }
        catch (Exception e) when (e is not OperationCanceledException) { return e.Message; } // shown to whoever asks
    }

    public static async Task<string> SenderAsync(IMailServer mails, CancellationToken ct) => await mails.CheckAsync(ct) switch
    {
        null => "ok",
        SmtpOutcome.NotReached n => $"{n.Reason} {n.Advice}",
        SmtpOutcome.Refused r => $"{r.Code} {r.Text} {r.Advice}",
        var other => other.ToString()!,
    };
}
