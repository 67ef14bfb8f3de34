using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Messages.Email;
using Cartwright.Messages.Email.Http;
using Cartwright.Messages.Sms;
using Cartwright.Shoppers;
using Cartwright.Storage;
using Cartwright.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Hosting.Cli;

/// <summary>One thing looked at. Advice: what to do; null when all is well. Ok with advice: a warning, and the rest works.</summary>
internal sealed record DoctorLine(string Check, bool Ok, string Found, string? Advice = null);

internal sealed record DoctorReport(bool Ok, IReadOnlyList<DoctorLine> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;

/// <summary>Looks at everything the server needs and says what to do about what is wrong. Changes nothing.</summary>
internal static class DoctorVerb
{
    private const long LittleSpace = 1024L * 1024 * 1024;

    public static Command Create()
    {
        var doctor = new Command("doctor", "Check the data, the keys, the mail server and the stores, and say what to do") { CommandLine.Data, CommandLine.DatabaseUrl, CommandLine.Json };
        doctor.SetAction(async (parsed, ct) =>
        {
            var options = CommandLine.Options(parsed);
            var report = await AskRunningAsync(options, ct) ?? await ExamineAsync(options, TimeProvider.System, null, ct);
            if (parsed.GetValue(CommandLine.Json)) System.Console.WriteLine(JsonSerializer.Serialize(report, DoctorJson.Default.DoctorReport));
            else
                foreach (var line in report.Checks)
                    System.Console.WriteLine($"{(!line.Ok ? "problem" : line.Advice is null ? "ok     " : "warning")}  {line.Check}: {line.Found}{(line.Advice is null ? "" : $"\n         {line.Advice}")}");
            return report.Ok ? 0 : 1;
        });
        return doctor;
    }

    // Live data have one owner: a running server looks for itself.
    private static async Task<DoctorReport?> AskRunningAsync(ServerOptions options, CancellationToken ct)
    {
        if (await AdminEndpoints.ConnectAsync(options) is not { } running) return null;
        using (running) return JsonSerializer.Deserialize(await running.GetStringAsync("doctor", ct), DoctorJson.Default.DoctorReport);
    }

    /// <param name="options">What the server is, or would be, started with.</param>
    /// <param name="clock">The machine's.</param>
    /// <param name="running">The database of the server that examines itself; null opens it.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<DoctorReport> ExamineAsync(ServerOptions options, TimeProvider clock, Database? running, CancellationToken ct)
    {
        var lines = new List<DoctorLine> { Runtime(), Folder(options), Space(options), Key(options), Clock(clock) };
        var embedded = options.DatabaseUrl is null;
        if (embedded && !File.Exists(options.DatabaseLocation))
            lines.Add(new("database", true, $"none yet in {options.DataDir}; the first start makes it"));
        else
            await DatabaseAsync(options, clock, running, lines, ct);
        lines.Add(await MailAsync(options, clock, ct));
        lines.Add(await SmsAsync(options, clock, ct));
        return new DoctorReport(lines.TrueForAll(l => l.Ok), lines);
    }

    private static DoctorLine Runtime() => Environment.Version.Major >= 10
        ? new(".NET", true, Environment.Version.ToString())
        : new(".NET", false, Environment.Version.ToString(), "Install .NET 10 or newer.");

    private static DoctorLine Folder(ServerOptions options)
    {
        if (!Directory.Exists(options.DataDir)) return new("data folder", true, $"{options.DataDir} is not there; the first start makes it");
        var probe = Path.Combine(options.DataDir, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new("data folder", true, $"{options.DataDir} can be written");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new("data folder", false, e.Message, $"Let the user {Environment.UserName} read and write {options.DataDir}, or give another folder with --data.");
        }
    }

    private static DoctorLine Space(ServerOptions options)
    {
        var folder = new DirectoryInfo(options.DataDir);
        while (folder is { Exists: false, Parent: not null }) folder = folder.Parent;
        try
        {
            var free = new DriveInfo(folder.FullName).AvailableFreeSpace;
            var found = string.Create(CultureInfo.InvariantCulture, $"{free / 1024.0 / 1024 / 1024:0.0} GB free");
            return free >= LittleSpace ? new("disk", true, found) : new("disk", false, found, "Make room: with a full disk events are refused (senders are told to try again).");
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException) { return new("disk", false, e.Message, "See that the disk of the data folder is mounted."); }
    }

    private static DoctorLine Key(ServerOptions options)
    {
        var path = Path.Combine(options.DataDir, "keys", "master.key");
        if (options.MasterKey is null && !File.Exists(path))
            return options.DatabaseUrl is null && !File.Exists(options.DatabaseLocation) ? new("master key", true, "none yet; the first start makes it")
                : new("master key", false, $"{path} is missing", "Restore it from a backup: without it nothing personal can be read and no link in a sent mail works.");
        try
        {
            options.OpenSecrets();
            if (options.MasterKey is null && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != UnixFileMode.None)
                return new("master key", false, $"{path} can be read by others", $"chmod 600 {path}");
            return new("master key", true, options.MasterKey is null ? path : "given by the settings");
        }
        catch (Exception e) when (e is InvalidDataException or UnauthorizedAccessException or IOException) { return new("master key", false, e.Message, "Restore the key that belongs to these data."); }
    }

    // Quiet hours and links follow the clock; a machine that lost its time is years off, not seconds.
    private static DoctorLine Clock(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var built = new DateTimeOffset(File.GetLastWriteTimeUtc(typeof(DoctorVerb).Assembly.Location));
        var text = now.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        return now >= built.AddDays(-1) ? new("clock", true, text) : new("clock", false, $"{text}, before this program was built", "Set the clock of this machine, best by NTP.");
    }

    private static async Task DatabaseAsync(ServerOptions options, TimeProvider clock, Database? running, List<DoctorLine> lines, CancellationToken ct)
    {
        try
        {
            await using var opened = running is null ? Database.Open(options.DatabaseLocation) : null;
            var database = running ?? opened!;
            var (current, known) = (await Migrator.CurrentAsync(database, ct), Migrator.Files[^1].Number);
            if (current > known) { lines.Add(new("schema", false, $"version {current}, this program knows up to {known}", "Start a newer version of the program.")); return; }
            lines.Add(current == known ? new("schema", true, $"version {current}") : new("schema", true, $"version {current}; the next start brings it to {known}"));
            if (current < known) return;
            var secrets = options.MasterKey is null && !File.Exists(Path.Combine(options.DataDir, "keys", "master.key")) ? new Secrets(new byte[32]) : options.OpenSecrets();
            var snapshot = await new StoreStore(database, secrets, Ids.Unpredictable(clock), clock).LoadAsync(ct);
            if (snapshot.ById.Count == 0) lines.Add(new("stores", false, "there is none", "cartwright store create --help"));
            using var http = new OutgoingHttp(options.AllowPrivate, clock);
            var hosts = new LinkHosts(http, secrets);
            foreach (var entry in snapshot.ById.Values.OrderBy(e => e.Store.Slug, StringComparer.Ordinal))
            {
                var live = entry.Journeys.Where(j => j.Status == "live").Select(j => j.Slug).ToList();
                lines.Add(!entry.Store.Settings.Sending ? new($"store {entry.Store.Slug}", false, "sending is switched off", "Switch it on in the console's settings.")
                    : entry.Store.Settings.SandboxTo is { } sandbox ? new($"store {entry.Store.Slug}", false, $"test mode: every message goes to {Address.Hint(sandbox)}, none to a shopper", "When the trial is over, empty the test address in the console's settings, or PATCH /api/stores/{slug} with {\"settings\":{\"sandboxTo\":null}}.")
                    : live.Count == 0 ? new($"store {entry.Store.Slug}", false, "no journey is live, so nothing is sent", "Set one live in the console, or PUT /api/journeys/{slug} with {\"status\":\"live\"}.")
                    : new($"store {entry.Store.Slug}", true, $"live: {string.Join(", ", live)}"));
                if (Journeys.HandoffPolicy.Unheard(entry.Journeys, entry.Store.Settings) is { Count: > 0 } unheard)
                    lines.Add(new($"hand-offs of store {entry.Store.Slug}", true, $"nobody gets them: {string.Join(", ", unheard.Select(j => j.Slug))} hands carts over to a person, and the settings name none", "Say who (handoffTo): in the console's settings, or PATCH /api/stores/{slug} with {\"settings\":{\"handoffTo\":\"service@your-shop\"}}."));
                // Nobody answers there while the server is stopped.
                if (running is not null && entry.Store.Settings.LinkUrl is { } host && await hosts.FaultAsync(host, ct) is { } fault)
                    lines.Add(new($"links of store {entry.Store.Slug}", false, $"those of its messages lead to {host}, which does not lead here: {fault}", "See to its DNS and the proxy in front, or PATCH /api/stores/{slug} with {\"settings\":{\"linkUrl\":null}}; links that are sent keep their host."));
            }
        }
        catch (Exception e) when (e is System.IO.IOException or InvalidDataException or TimeoutException or System.Net.Sockets.SocketException || e.GetType().Namespace is "Npgsql" or "Microsoft.Data.Sqlite")
        {
            lines.Add(new("database", false, e.Message, options.DatabaseUrl is null ? "See that the data folder is readable and the disk healthy; else restore a backup." : "Check the address after --database, the password (PGPASSWORD or a pgpass file) and that the server runs."));
        }
    }

    private static async Task<DoctorLine> MailAsync(ServerOptions options, TimeProvider clock, CancellationToken ct)
    {
        var isSmtp = options.Mail.Provider == MailProvider.Smtp;
        var name = isSmtp ? $"mail server {options.Smtp.Host}:{options.Smtp.Port}" : $"mail by {options.Mail.Provider}";
        if (options.Mail.Validate(new ValidationContext(options.Mail)).FirstOrDefault() is { } mistake) return new(name, false, mistake.ErrorMessage!, "Mend Cartwright__Mail__*.");
        await using var smtp = new SmtpPool(options.Smtp, clock, NullLogger<SmtpPool>.Instance);
        using var http = new OutgoingHttp(options.AllowPrivate, clock);
        IMailServer server = isSmtp ? smtp : new MailApi(options.Mail, http);
        return await server.CheckAsync(ct) switch
        {
            null => new(name, true, "takes mail"),
            SmtpOutcome.NotReached n => new(name, false, n.Reason, n.Advice),
            SmtpOutcome.Refused r => new(name, false, $"{r.Code} {r.Text}", r.Advice),
            var other => new(name, false, other.ToString()!, isSmtp ? "Check Cartwright__Smtp__Host and Cartwright__Smtp__Port." : "Check Cartwright__Mail__*."),
        };
    }

    private static async Task<DoctorLine> SmsAsync(ServerOptions options, TimeProvider clock, CancellationToken ct)
    {
        const string Name = "text messages";
        var sms = options.Sms;
        if (sms.Validate(new ValidationContext(sms)).FirstOrDefault() is { } mistake) return new(Name, false, mistake.ErrorMessage!, "Mend Cartwright__Sms__*.");
        if (!sms.IsSet) return new(Name, true, "none are sent: no gateway is set up (Cartwright__Sms__AccountSid and AuthToken)");
        using var http = new OutgoingHttp(options.AllowPrivate, clock);
        var found = await new SmsChannel(sms, http).CheckAsync(ct);
        return found is not null ? new(Name, false, found, "Check Cartwright__Sms__BaseUrl, AccountSid and AuthToken.")
            : new(Name, true, $"{(sms.Kind == SmsKind.Twilio ? "the account is known at" : "go to")} {sms.Url.Authority}{(sms.From is null ? "; stores name their own sender (smsFrom)" : $", from {sms.From}")}");
    }
}
