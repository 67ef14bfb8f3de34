namespace Cartwright.Messages.Templates;

/// <summary>Something a template can name. Path: from the top, "cart.lines[].name"; empty: the top itself.</summary>
/// <param name="Kind">As in <see cref="MessageSchema"/>, without "?"; or list, or object; null: not known, since what it stands in is wrong already.</param>
internal readonly record struct ModelName(string Path, string? Kind)
{
    public const string List = "list", Object = "object";

    public static ModelName Top { get; } = new("", Object);

    public static ModelName Unknown { get; } = new("", null);

    public bool IsObject => Kind == Object;

    /// <summary>It can be written as it stands.</summary>
    public bool IsText => Kind is "text" or "link" or "color" or "number" or "money" or "date";
}

/// <summary>Finds what a template names in the model (<see cref="MessageSchema"/>), and what it may have meant.</summary>
internal static class ModelNames
{
    // Blocks of such names say which one it is: the stage that was reached, the reason why.
    private static readonly Dictionary<string, IReadOnlyList<string>> OneOf = new(StringComparer.Ordinal)
    {
        ["stages"] = [.. Enum.GetValues<Carts.Stage>().Select(s => Carts.StageNames.Name(s))], ["reasons"] = Carts.ReasonCode.All,
    };

    /// <summary>What a name means inside of something; null: it has none of that name.</summary>
    public static ModelName? Inside(ModelName inside, string name)
    {
        if (inside.Kind is null) return ModelName.Unknown;
        if (!inside.IsObject) return null;
        if (OneOf.TryGetValue(inside.Path[(inside.Path.LastIndexOf('.') + 1)..], out var names)) return names.Contains(name) ? new ModelName(inside.Path + "." + name, "truth") : null;
        var path = MessageSchema.Described(inside.Path.Length == 0 ? name : inside.Path + "." + name);
        if (MessageSchema.Kinds.TryGetValue(path, out var kind)) return new ModelName(path, kind.TrimEnd('?'));
        path = MessageSchema.Described(path + "[]");
        return MessageSchema.Kinds.ContainsKey(path) ? new ModelName(path, ModelName.List) : null;
    }

    /// <summary>One entry of a list.</summary>
    public static ModelName Entry(ModelName list) => new(list.Path, MessageSchema.Kinds[list.Path].TrimEnd('?'));

    /// <summary>A part that not every message has: without it what is said of it is not true.</summary>
    public static bool MayBeMissing(string part) =>
        MessageSchema.Kinds.GetValueOrDefault(part) == "object?" || MessageSchema.Kinds.GetValueOrDefault(part + "[]") == "object?";

    /// <summary>The nearest name there is, as it is written there; null: none is near.</summary>
    public static string? Near(ModelName inside, string name)
    {
        var here = inside.Path.Length == 0 ? "" : MessageSchema.Described(inside.Path + ".");
        var names = MessageSchema.Kinds.Keys
            .Select(path => path.StartsWith(here, StringComparison.Ordinal) && here.Length > 0 ? path[here.Length..] : path)
            .Select(path => path.Replace("[]", "", StringComparison.Ordinal)).Distinct();
        return Nearest(name, names);
    }

    /// <summary>The nearest of some words; null: none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> words)
    {
        var best = words.Select(w => (Word: w, Distance: Distance(word.ToLowerInvariant(), w.ToLowerInvariant()))).OrderBy(w => w.Distance).ThenBy(w => w.Word, StringComparer.Ordinal).FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Clamp(word.Length / 4, 1, 2) ? best.Word : null;
    }

    // Levenshtein's, of short words.
    private static int Distance(string a, string b)
    {
        if (a.Length > 80 || Math.Abs(a.Length - b.Length) > 3) return int.MaxValue;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (corner, before) = (row[0], row[0] = i);
            for (var j = 1; j <= b.Length; j++)
            {
                before = Math.Min(Math.Min(row[j] + 1, before + 1), corner + (a[i - 1] == b[j - 1] ? 0 : 1));
                (corner, row[j]) = (row[j], before);
            }
        }
        return row[^1];
    }
}
