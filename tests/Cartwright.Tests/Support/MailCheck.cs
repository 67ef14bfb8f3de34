using System.Diagnostics;
using System.Text.Json;

namespace Cartwright.Tests.Support;

/// <param name="Signatures">Of each DKIM signature whether it verifies.</param>
/// <param name="Defects">What the parser found wrong.</param>
internal sealed record CheckedMail(bool[] Signatures, string[] Defects, string Subject);

/// <summary>Debian's python3-dkim and Python's mail parser with the strict policy: neither is ours.</summary>
internal static class MailCheck
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <param name="dns">TXT records by name.</param>
    public static async Task<CheckedMail[]> CheckAsync(IReadOnlyDictionary<string, string> dns, params IReadOnlyList<byte[]> mails)
    {
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Repository.PathOf("tests/Cartwright.Tests/Support/mailcheck.py")])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("python3 did not start.");
        var output = python.StandardOutput.ReadToEndAsync();
        var errors = python.StandardError.ReadToEndAsync();
        await python.StandardInput.WriteLineAsync(JsonSerializer.Serialize(dns));
        foreach (var mail in mails) await python.StandardInput.WriteLineAsync(Convert.ToBase64String(mail));
        python.StandardInput.Close();
        var lines = (await output.InTime()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await python.WaitForExitAsync().InTime();
        Assert.True(python.ExitCode == 0 && lines.Length == mails.Count, await errors);
        return [.. lines.Select(line => JsonSerializer.Deserialize<CheckedMail>(line, s_json)!)];
    }
}
