using System.Diagnostics;
using System.Text.Json;

namespace Cartwright.Tests.Support;

internal sealed record ParsedAddress(string Name, string Address);

internal sealed record ParsedMail(
    string Subject, ParsedAddress[] From, ParsedAddress[] To, ParsedAddress[] ReplyTo, string? MessageId, DateTimeOffset? Date,
    string Html, string Text, string[][] Headers);

/// <summary>A MIME reader that is not ours: npm's mailparser, run by node.</summary>
internal static class MailParser
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static async Task<ParsedMail[]> ParseAsync(params IReadOnlyList<byte[]> mails)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests/Cartwright.Tests/Support/mailparser.mjs")])
        {
            WorkingDirectory = Repository.Root,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("node did not start.");
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        foreach (var mail in mails)
            await node.StandardInput.WriteLineAsync(Convert.ToBase64String(mail));
        node.StandardInput.Close();
        var lines = (await output.InTime()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync().InTime();
        Assert.True(node.ExitCode == 0, await errors);
        return [.. lines.Select(line => JsonSerializer.Deserialize<ParsedMail>(line, s_json)!)];
    }
}
