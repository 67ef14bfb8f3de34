using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Cartwright.Storage;

namespace Cartwright.Hosting.Cli;

/// <summary>The verbs. Wrong input: one clear line and exit code 2; a failure: one clear line and exit code 1.</summary>
internal static class CommandLine
{
    public static readonly Option<string> Data = Checked(new Option<string>("--data") { Description = "Folder of the data", DefaultValueFactory = _ => "data" },
        folder => !string.IsNullOrWhiteSpace(folder), "must name a folder");
    public static readonly Option<string?> DatabaseUrl = Checked(new Option<string?>("--database") { Description = "postgres://user@host/db[?sslmode=…] instead of the embedded database (password: PGPASSWORD or a pgpass file)" },
        url => url.Contains("://", StringComparison.Ordinal) ? PostgresUrl.TryRead(url, out _) : url.Trim().Length > 0, "must be an address such as postgres://user@host/db?sslmode=verify-full (also sslrootcert, sslcert, sslkey, connect_timeout, application_name)");
    public static readonly Option<bool> Json = new("--json") { Description = "Print one line of JSON" };

    /// <summary>The option, refused in one line when what is given for it is not right.</summary>
    public static Option<T> Checked<T>(Option<T> option, Func<string, bool> isRight, string wrong)
    {
        option.Validators.Add(given => { if (!given.Tokens.All(t => isRight(t.Value))) given.AddError($"{option.Name} {wrong}."); });
        return option;
    }

    /// <summary>An option that takes a number of a range. What is none is said in one line, with the range: a validator that asks for the value would throw there.</summary>
    public static Option<T> Number<T>(string name, string description, T standard, T least, T most) where T : INumber<T> => new(name)
    {
        Description = description, DefaultValueFactory = _ => standard,
        CustomParser = given =>
        {
            if (T.TryParse(given.Tokens[0].Value, NumberStyles.Float & ~NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            given.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be a {(typeof(T) == typeof(int) ? "whole number" : "number")} from {least} to {most}."));
            return standard;
        },
    };

    /// <summary>A line of what was done; goes on or ends well.</summary>
    public static async Task<int> SayAsync(string line)
    {
        await System.Console.Out.WriteLineAsync(line);
        return 0;
    }

    /// <summary>The line that says what is wrong with what was given.</summary>
    public static async Task<int> WrongAsync(string line)
    {
        await System.Console.Error.WriteLineAsync(line);
        return 2;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Cartwright wins back abandoned carts.")
        {
            ServeVerb.Create(), ServeVerb.CreateDemo(), StoreVerbs.Create(), UserVerbs.Create(), MigrateVerb.Create(), DoctorVerb.Create(), ImportVerb.Create(), JourneyVerbs.Create(), TemplateVerbs.Create(), SimulateVerb.Create(), Bench.BenchVerb.Create(), Bench.BenchVerb.CreateFloor(),
        };
        if (args.Length == 0) args = ["--help"];
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // A word it does not know is the cause; that a command is missing follows from it. One line, also where the parser makes a list.
            var cause = parsed.Errors.Select(e => e.Message).OrderBy(m => m.StartsWith("Required command", StringComparison.Ordinal)).First();
            await System.Console.Error.WriteLineAsync($"{string.Join(' ', cause.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} Try: cartwright --help");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CannotStartException e)
        {
            await System.Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (Exception e) when (e is NewerSchemaException or InvalidDataException or IOException or UnauthorizedAccessException or System.ComponentModel.DataAnnotations.ValidationException || Database.IsDatabaseError(e))
        {
            await System.Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    public static IConfiguration Configuration() => new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true).AddEnvironmentVariables().Build();

    public static ServerOptions Options(ParseResult parsed) => ServerOptions.From(Configuration(), parsed.GetValue(Data)!, parsed.GetValue(DatabaseUrl));

    /// <summary>Opens the data for a verb that works beside no server: takes the folder, brings the schema up to date.</summary>
    public static async Task<Opened> OpenAsync(ServerOptions options)
    {
        var owner = options.DatabaseUrl is null ? DataOwner.Take(options.DataDir) : null;
        try
        {
            Directory.CreateDirectory(options.DataDir);
            var database = Database.Open(options.DatabaseLocation);
            await Migrator.ApplyAsync(database, TimeProvider.System);
            return new Opened(database, owner, options.OpenSecrets());
        }
        catch
        {
            owner?.Dispose();
            throw;
        }
    }
}

/// <summary>Data opened by a verb.</summary>
internal sealed record Opened(Database Database, DataOwner? Owner, Secrets Secrets) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Owner?.Dispose();
    }
}
