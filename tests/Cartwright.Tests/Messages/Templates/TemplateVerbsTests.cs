using System.Diagnostics;

namespace Cartwright.Tests.Messages.Templates;

/// <summary>A store's templates as files, there and back, beside a server or through it.</summary>
public sealed class TemplateVerbsTests
{
    [Fact]
    public async Task What_is_written_is_taken_in_again_unchanged_and_a_difference_is_shown()
    {
        using var data = new TempFolder();
        using var files = new TempFolder();
        await using var mail = SmtpSink.Start();
        await ServerProcess.CreateStoreAsync(data.Path);
        await using var server = await ServerProcess.StartAsync(data.Path, mail.Port);

        Assert.Equal((0, $"95 templates written to {files.Path}.\n", ""), await RunAsync(data, "export", files.Path));
        Assert.Equal(16 * 5 * 4 + 3 * 5 * 2, Directory.GetFiles(files.Path).Length);
        Assert.Equal((0, "95 the same as before.\n", ""), await RunAsync(data, "import", files.Path));

        var text = files.File("cart-reminder.en.txt");
        await File.WriteAllTextAsync(text, (await File.ReadAllTextAsync(text)).Replace("You left this in your cart", "It waits for you", StringComparison.Ordinal));
        await File.WriteAllTextAsync(files.File("spring.en.html"), SomeTemplates.Mail().Html);
        await File.WriteAllTextAsync(files.File("spring.en.txt"), SomeTemplates.Mail().Text);
        await File.WriteAllTextAsync(files.File("spring.en.json"), """{"channel":"email","subject":"Spring"}""");
        var (code, output, _) = await RunAsync(data, "diff", files.Path);
        Assert.Equal(1, code);
        Assert.Contains("--- used/cart-reminder.en.txt\n+++ files/cart-reminder.en.txt\n@@ -1,6 +1,6 @@\n {{store.name}}\n \n-You left this in your cart\n+It waits for you\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("--- /dev/null\n+++ files/spring.en.txt\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal((0, "cart-reminder.en: added\nspring.en: added\n94 the same as before.\nNothing was changed: this was a dry run.\n"), (await RunAsync(data, "import", files.Path, "--dry-run")) is var dry ? (dry.Code, dry.Output) : default);
        Assert.Equal(0, (await RunAsync(data, "import", files.Path)).Code);
        Assert.Equal((0, "", ""), await RunAsync(data, "diff", files.Path));
        using var own = new TempFolder();
        Assert.Equal($"2 templates written to {own.Path}.\n", (await RunAsync(data, "export", own.Path, "--own")).Output);
        Assert.Equal(["cart-reminder.en.html", "cart-reminder.en.json", "cart-reminder.en.mjml", "cart-reminder.en.txt", "spring.en.html", "spring.en.json", "spring.en.txt"], Directory.GetFiles(own.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_bad_file_is_told_with_its_line_and_changes_nothing()
    {
        using var data = new TempFolder();
        using var files = new TempFolder();
        await ServerProcess.CreateStoreAsync(data.Path);
        await RunAsync(data, "export", files.Path);
        foreach (var other in Directory.GetFiles(files.Path).Where(f => !Path.GetFileName(f).StartsWith("cart-reminder.en.", StringComparison.Ordinal))) File.Delete(other);
        var layout = files.File("cart-reminder.en.mjml");
        await File.WriteAllTextAsync(layout, (await File.ReadAllTextAsync(layout)).Replace("{{store.name}}", "{{store.nam}}", StringComparison.Ordinal));
        await File.WriteAllTextAsync(files.File("two.en.txt"), "Hello {{cart.totl}}");

        var (code, output, error) = await RunAsync(data, "import", files.Path);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains("cart-reminder.en.mjml: cart-reminder.en.html is of the layout before: compile it again with “npx mjml cart-reminder.en.mjml -o cart-reminder.en.html”.", error, StringComparison.Ordinal);
        Assert.Contains("two.en.json: two.en.json is missing", error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.\n", error, StringComparison.Ordinal);

        await File.AppendAllTextAsync(files.File("cart-reminder.en.html"), " ");
        await File.WriteAllTextAsync(files.File("two.en.json"), """{"channel":"sms"}""");
        error = (await RunAsync(data, "import", files.Path)).Error;
        Assert.Contains("cart-reminder.en.mjml:3:15: There is no store.nam; did you mean store.name?", error, StringComparison.Ordinal);
        Assert.Contains("two.en.txt:1:7: There is no cart.totl; did you mean cart.totals?", error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(files.File("two.en.json"), """{"chanel":"sms"}""");
        Assert.Equal((2, "", "two.en.json: chanel: This field is not known.\n"), await RunAsync(data, "import", files.Path));
        File.Move(files.File("two.en.txt"), files.File("three.txt"));
        File.Delete(files.File("two.en.json"));
        Assert.Equal((2, "", "three: name the files by template and language, such as cart-reminder.en.mjml.\n"), await RunAsync(data, "diff", files.Path));
        Assert.Equal((2, "", "There is no folder nowhere.\n"), await RunAsync(data, "import", "nowhere"));
        File.Move(files.File("three.txt"), files.File("three.en.txt"));
        await File.WriteAllTextAsync(files.File("three.en.json"), """{"channel":"sms"}""");
        await File.WriteAllTextAsync(files.File("three.en.txt"), "Hello {{cart.first}}. Reply STOP to stop");
        foreach (var file in Directory.GetFiles(files.Path, "cart-reminder.*")) File.Delete(file);
        Assert.Equal((0, "three.en: added\n0 the same as before.\n", ""), await RunAsync(data, "import", files.Path));
        using var own = new TempFolder();
        Assert.Equal($"1 templates written to {own.Path}.\n", (await RunAsync(data, "export", own.Path, "--own")).Output);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TempFolder data, string word, string folder, params string[] more)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Cartwright.dll"), "templates", word, folder, "--store", "shop", .. more, "--data", data.Path])
        {
            WorkingDirectory = data.Path, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said, await complained);
    }
}
