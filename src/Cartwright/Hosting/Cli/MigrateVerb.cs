using System.CommandLine;

namespace Cartwright.Hosting.Cli;

internal static class MigrateVerb
{
    public static Command Create()
    {
        var migrate = new Command("migrate", "Bring the schema of the data up to date (serve does it too)") { CommandLine.Data, CommandLine.DatabaseUrl };
        migrate.SetAction(async (parsed, ct) =>
        {
            await using var opened = await CommandLine.OpenAsync(CommandLine.Options(parsed));
            System.Console.WriteLine($"The data are at schema {await Storage.Migrator.CurrentAsync(opened.Database, ct)}.");
            return 0;
        });
        return migrate;
    }
}
