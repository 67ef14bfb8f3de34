namespace Cartwright.Console.Templates;

/// <summary>How a field of the model is written in a template.</summary>
internal static class TemplateInserts
{
    private const string Entry = "[]";

    /// <summary>What is put into the template: blocks for lists, and for what may be missing.</summary>
    public static string Of(string path, string kind)
    {
        var name = Name(path);
        var plain = kind.TrimEnd('?');
        if (path.EndsWith(Entry, StringComparison.Ordinal)) return plain == "object" ? $"{{{{#each {name}}}}}\n\n{{{{/each}}}}" : $"{{{{#each {name}}}}}{{{{this}}}}{{{{/each}}}}";
        return plain is "object" or "truth" ? $"{{{{#if {name}}}}}{{{{/if}}}}" : Shown(path, kind);
    }

    /// <summary>The same on one line.</summary>
    public static string Shown(string path, string kind) => path.EndsWith(Entry, StringComparison.Ordinal) ? $"{{{{#each {Name(path)}}}}}" : kind.TrimEnd('?') switch
    {
        "object" or "truth" => $"{{{{#if {Name(path)}}}}}",
        "money" => $"{{{{money {Name(path)}}}}}",
        "date" => $"{{{{date {Name(path)} \"full\"}}}}",
        _ => $"{{{{{Name(path)}}}}}",
    };

    /// <summary>The list in whose block the field is named; null: anywhere.</summary>
    public static string? Inside(string path) => path.LastIndexOf(Entry + ".", StringComparison.Ordinal) is var at and > 0 ? path[..at].Replace(Entry, "", StringComparison.Ordinal) : null;

    private static string Name(string path)
    {
        var whole = path.EndsWith(Entry, StringComparison.Ordinal) ? path[..^Entry.Length] : path;
        return whole.LastIndexOf(Entry + ".", StringComparison.Ordinal) is var at and > 0 ? whole[(at + Entry.Length + 1)..] : whole;
    }
}
