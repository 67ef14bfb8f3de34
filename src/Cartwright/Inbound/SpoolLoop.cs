using Cartwright.Hosting;
using Cartwright.Inbound.Mail;
using Cartwright.Storage;
using Cartwright.Turns;

namespace Cartwright.Inbound;

/// <summary>
/// Watches a maildir: a mail server writes to tmp/ and renames into new/; each mail is carried out, committed, and only then moved to done/
/// (or failed/, when it breaks). A mail found again after a stop in between counts once, by its bytes. What is done is kept for a week.
/// </summary>
internal sealed partial class SpoolLoop(InboundIntake intake, ServerOptions options, ProductClock clock, ILogger<SpoolLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1), Keep = TimeSpan.FromDays(7);
    private DateTimeOffset _cleanedAt;

    public string Folder => options.SpoolDir;

    /// <summary>Everything that lies in new/ now. Mails that could not be stored stay there.</summary>
    /// <returns>How many were carried out.</returns>
    public async Task<int> TakeAsync(CancellationToken ct)
    {
        foreach (var name in (string[])["new", "tmp", "done", "failed"]) Directory.CreateDirectory(Path.Combine(Folder, name));
        var taken = 0;
        foreach (var file in new DirectoryInfo(Path.Combine(Folder, "new")).EnumerateFiles().OrderBy(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal).Take(1000).ToList())
        {
            ct.ThrowIfCancellationRequested();
            if (file.Name.StartsWith('.')) continue;
            if (await TakeAsync(file, ct)) taken++;
        }
        return taken;
    }

    private async Task<bool> TakeAsync(FileInfo file, CancellationToken ct)
    {
        try
        {
            var word = await intake.MailAsync(null, await ReadAsync(file.FullName, ct), ct);
            Taken(logger, file.Name, word);
            Move(file, "done");
            return true;
        }
        catch (Exception error) when (error is NotCommittedException or IntakeFullException || Database.IsDatabaseError(error))
        {
            NotStored(logger, file.Name, error.Message);
            return false;
        }
        catch (FileNotFoundException) { return false; } // another server on the same folder was first
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Broken(logger, file.Name, error);
            Move(file, "failed");
            return false;
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken ct)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(stream.Length, MailReading.Most)];
        return bytes[..await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct)];
    }

    private void Move(FileInfo file, string to)
    {
        try { File.Move(file.FullName, Path.Combine(Folder, to, file.Name), overwrite: true); }
        catch (FileNotFoundException) { /* moved by another server */ }
    }

    private void Clean()
    {
        var now = clock.RealTime.GetUtcNow();
        if (now - _cleanedAt < TimeSpan.FromHours(1)) return;
        _cleanedAt = now;
        foreach (var file in new DirectoryInfo(Path.Combine(Folder, "done")).EnumerateFiles().Where(f => now.UtcDateTime - f.LastWriteTimeUtc > Keep)) file.Delete();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock.RealTime);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TakeAsync(stoppingToken);
                Clean();
            }
            catch (Exception error) when (error is not OperationCanceledException) { Failed(logger, Folder, error); }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {File} of the spool folder: {Kind}")]
    private static partial void Taken(ILogger logger, string file, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {File} of the spool folder could not be stored and is tried again: {Reason}")]
    private static partial void NotStored(ILogger logger, string file, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {File} of the spool folder broke and lies in failed/")]
    private static partial void Broken(ILogger logger, string file, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool folder {Folder} could not be looked through; it is tried again")]
    private static partial void Failed(ILogger logger, string folder, Exception error);
}
