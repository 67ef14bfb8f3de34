using Cartwright.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cartwright.Tests.Conventions;

/// <summary>A type from elsewhere that a file names. <paramref name="Namespace"/> is the type's.</summary>
internal sealed record Use(SourceFile File, int Line, string Namespace, string Type)
{
    public override string ToString() => $"{File.Path}:{Line} uses {Namespace}.{Type}";
}

/// <summary>A string in the code, with an underscore for each interpolation.</summary>
internal sealed record Literal(SourceFile File, int Line, string Text);

/// <param name="Path">Below src/Cartwright, with forward slashes.</param>
/// <param name="Text">The file's content.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The slice: the first folder, or nothing for what lies beside Program.cs.</summary>
    public string Slice => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>The file's name up to its first dot: <c>CartStore</c> of <c>CartStore.Search.cs</c>.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..].Split('.')[0];

    public bool IsPure => Name.EndsWith("Decider", StringComparison.Ordinal) || Name.EndsWith("Policy", StringComparison.Ordinal);
    public bool MayRunSql => Slice == "Storage" || Name.EndsWith("Store", StringComparison.Ordinal);
}

/// <summary>
/// The server's C# as the compiler understands it. Its own parser and binder are asked, so that a type counts however it is
/// named (by using, by alias, by <c>Storage.Database</c> from inside <c>Cartwright</c>), comments do not count, and a
/// violation is told by file and line, which a scan of the compiled assembly could not.
/// </summary>
internal sealed class Sources
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    // What this test program runs on is what the server is compiled against, and Dapper, Npgsql and the rest beside it.
    private static readonly IReadOnlyList<MetadataReference> References =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => !Path.GetFileName(path).StartsWith("Cartwright", StringComparison.Ordinal))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToList();

    private static readonly Lazy<Sources> Server = new(() => Of([.. ReadServer()]));

    private Sources(IReadOnlyList<SourceFile> files, IReadOnlyList<Use> uses, IReadOnlyList<Literal> literals)
    {
        Files = files;
        Uses = uses;
        Literals = literals;
    }

    /// <summary>Everything below src/Cartwright.</summary>
    public static Sources OfTheServer => Server.Value;

    public IReadOnlyList<SourceFile> Files { get; }
    public IReadOnlyList<Use> Uses { get; }
    public IReadOnlyList<Literal> Literals { get; }

    /// <summary>Sample files, for proving that a rule notices what it forbids.</summary>
    public static Sources Of(params SourceFile[] files)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = files.ToDictionary(file => CSharpSyntaxTree.ParseText(file.Text, options), file => file);
        var compilation = CSharpCompilation.Create("Server", [.. trees.Keys, CSharpSyntaxTree.ParseText(ImplicitUsings, options)], References);
        return new Sources(
            files,
            trees.SelectMany(pair => UsesIn(pair.Value, compilation.GetSemanticModel(pair.Key))).DistinctBy(use => (use.File.Path, use.Line, use.Namespace, use.Type)).ToList(),
            trees.SelectMany(pair => LiteralsIn(pair.Value, pair.Key)).ToList());
    }

    private static IEnumerable<SourceFile> ReadServer()
    {
        var folder = Repository.PathOf("src/Cartwright");
        return SourceTree.Below(folder, ".cs").Select(path => new SourceFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllText(path)));
    }

    private static IEnumerable<Use> UsesIn(SourceFile file, SemanticModel model)
    {
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null) continue; // a using nobody uses is no dependency
            var info = model.GetSymbolInfo(name);
            var symbol = info.Symbol ?? (info.CandidateSymbols.Length > 0 ? info.CandidateSymbols[0] : null);
            // Extension methods belong to what they are written in (Dapper's SqlMapper), not to what they extend.
            var type = symbol as INamedTypeSymbol ?? (symbol is IMethodSymbol { IsExtensionMethod: true } or { IsStatic: true } ? symbol.ContainingType : null);
            if (type is null || type.ContainingNamespace is not { IsGlobalNamespace: false } home) continue;
            yield return new Use(file, name.GetLocation().GetLineSpan().StartLinePosition.Line + 1, home.ToDisplayString(), type.Name);
        }
    }

    private static IEnumerable<Literal> LiteralsIn(SourceFile file, SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            var value = node switch
            {
                LiteralExpressionSyntax { Token.Value: string plain } => plain,
                InterpolatedStringExpressionSyntax interpolated => string.Concat(interpolated.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "_")),
                _ => null,
            };
            if (value is not null) yield return new Literal(file, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, value);
        }
    }
}
