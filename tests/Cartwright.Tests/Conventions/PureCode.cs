using System.Reflection;
using System.Runtime.CompilerServices;

namespace Cartwright.Tests.Conventions;

/// <summary>
/// Deciders and policies answer from their arguments alone, so that a dry run, a backtest and the simulation can ask them too:
/// the same arguments, the same answer, no waiting, nothing written.
/// </summary>
internal static class PureCode
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // A parameter of one of these (or of what derives from it) brings the outside world in.
    private static readonly HashSet<string> OutsideWorld = new(StringComparer.Ordinal)
    {
        "System.TimeProvider", "System.IServiceProvider", "System.IO.Stream", "System.IO.TextReader", "System.IO.TextWriter",
        "System.Net.Http.HttpMessageInvoker", "System.Data.Common.DbConnection", "System.Data.IDbConnection",
        "Microsoft.AspNetCore.Http.HttpContext", "Microsoft.Extensions.Logging.ILogger", "Microsoft.Extensions.Logging.ILoggerFactory",
        "System.Threading.CancellationToken", "Cartwright.Storage.Database", "Cartwright.Storage.Session",
    };

    // What a pure file may not name in its body either. Tasks and threads: nothing pure waits.
    private static readonly string[] OutsideNamespaces =
    [
        "System.IO", "System.Net.Http", "System.Net.Sockets", "System.Net.Mail", "System.Data", "System.Threading", "Microsoft.AspNetCore", "Microsoft.Extensions",
        "Microsoft.Data", "Dapper", "Npgsql", "Cartwright.Storage", "Cartwright.Hosting", "Cartwright.Console", "Cartwright.Demo",
    ];

    private static readonly HashSet<string> OutsideTypes = new(StringComparer.Ordinal) 
    {
        "System.TimeProvider", "System.Environment", "System.Console", "System.Net.Dns",
        "System.Diagnostics.Process", "System.Diagnostics.Stopwatch", "System.Diagnostics.Activity",
    };

    public static bool Is(Type type) =>
        !type.IsDefined(typeof(CompilerGeneratedAttribute)) &&
        (type.Name.EndsWith("Decider", StringComparison.Ordinal) || type.Name.EndsWith("Policy", StringComparison.Ordinal));

    public static IEnumerable<string> ViolationsOf(Type type)
    {
        if (!(type.IsAbstract && type.IsSealed)) yield return $"{type.FullName} is not a static class";

        foreach (var field in type.GetFields(Everything).Where(f => !f.IsLiteral && !f.IsInitOnly && !f.IsDefined(typeof(CompilerGeneratedAttribute))))
            yield return $"{type.FullName}.{field.Name} can be written: the answer could depend on earlier calls";

        foreach (var method in type.GetMethods(Everything))
        {
            if (method.IsDefined(typeof(AsyncStateMachineAttribute)) || method.IsDefined(typeof(AsyncIteratorStateMachineAttribute)) || Parts(method.ReturnType).Any(IsAwaitable))
                yield return $"{type.FullName}.{method.Name} is asynchronous";
            foreach (var parameter in method.GetParameters().Where(p => Parts(p.ParameterType).Any(IsOutside)))
                yield return $"{type.FullName}.{method.Name} takes {parameter.ParameterType.Name} {parameter.Name}: give it the value it needs instead (now, a seeded Random, rows)";
        }
    }

    public static IEnumerable<string> ViolationsOf(Sources sources) =>
        sources.Uses
            .Where(use => use.File.IsPure)
            .Where(use => OutsideTypes.Contains($"{use.Namespace}.{use.Type}") || OutsideNamespaces.Any(outside => Within(use.Namespace, outside)))
            .Select(use => use.ToString());

    private static bool Within(string name, string outside) =>
        name.Equals(outside, StringComparison.Ordinal) || name.StartsWith($"{outside}.", StringComparison.Ordinal);

    // A Func<Stream> or a Stream[] is a stream too.
    private static IEnumerable<Type> Parts(Type type) =>
        new[] { type }.Concat(type.GetElementType() is { } element ? Parts(element) : []).Concat(type.GetGenericArguments().SelectMany(Parts));

    private static bool IsAwaitable(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    private static bool IsOutside(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (OutsideWorld.Contains(t.FullName ?? "")) return true;
        return type.GetInterfaces().Any(i => OutsideWorld.Contains(i.FullName ?? ""));
    }
}
