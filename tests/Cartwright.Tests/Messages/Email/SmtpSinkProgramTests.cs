using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Cartwright.Messages.Email;

namespace Cartwright.Tests.Messages.Email;

/// <summary>Against Postfix's own test server, whose idea of SMTP is not ours.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SmtpSinkProgramTests
{
    [ToolFact("smtp-sink", "postfix")]
    public async Task Another_server_takes_every_mail_whole()
    {
        using var folder = new TempFolder();
        var dump = folder.File("mails");
        await File.WriteAllTextAsync(dump, "");
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(dump, (UnixFileMode)0b110_110_110); // started as root, it becomes another user
        var port = FreePort.Next();
        var user = Environment.IsPrivilegedProcess ? new[] { "-u", "nobody" } : [];
        using var sink = Process.Start(Tools.Find("smtp-sink")!, [.. user, "-D", dump, $"127.0.0.1:{port}", "100"]);
        try
        {
            await using var pool = SomeMail.Pool(port, o => o.MaxConnections = 4);
            await Eventually.HoldsAsync("smtp-sink listened", async () => await pool.CheckAsync(CancellationToken.None) is null);

            var mails = Enumerable.Range(0, 40).Select(i => SomeMail.Mail(html: "", text: $".\n..\nMail {i}\n.{i}") with { To = new MailAddress($"{i}@inbox.test") }).ToArray();
            var outcomes = await Task.WhenAll(mails.Select(m => pool.SendAsync(m, SomeMail.Yes, CancellationToken.None))).InTime();

            Assert.All(outcomes, o => Assert.IsType<SmtpOutcome.Accepted>(o));
            var taken = await File.ReadAllTextAsync(dump);
            Assert.All(mails, m => Assert.Contains(Encoding.UTF8.GetString(MimeWriter.Write(m)).Replace("\r\n", "\n", StringComparison.Ordinal), taken, StringComparison.Ordinal));
        }
        finally
        {
            sink.Kill();
            await sink.WaitForExitAsync().InTime();
        }
    }
}
