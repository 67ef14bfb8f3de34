using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Cartwright.Console.Journeys;

/// <summary>
/// A journey as it is being edited: the shape of its definition, with what was typed at the leaves, right or wrong. Each field of the form is named by its
/// path (<c>steps[1].then[0].template</c>), so that the form and the draft are one thing and nothing typed is lost. Lists of choices are lines.
/// </summary>
internal sealed class JourneyDraft(JsonObject root)
{
    /// <summary>More than any journey may have (<see cref="Cartwright.Journeys.JourneyPolicy"/>), and little enough to draw.</summary>
    private const int MostItems = 300, DeepestPath = 60, LongestText = 2000;

    public JsonObject Root => root;

    /// <summary>What the last change left the attention at: a path, or <c>up:</c> or <c>down:</c> and one.</summary>
    public string? Focus { get; set; }

    /// <summary>The fields of a form that are paths; whatever else is in it is left out.</summary>
    public static JourneyDraft Of(IFormCollection form)
    {
        var draft = new JourneyDraft([]);
        foreach (var (name, values) in form)
        {
            if (name is "form" or "do" or "json" || Parse(name) is not { Count: > 0 } path) continue;
            var text = string.Join('\n', values.ToArray()).Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
            draft.Put(path, text.Length > LongestText ? text[..LongestText] : text);
        }
        return draft;
    }

    public string Text(string path) => Node(path) is JsonValue value ? value.GetValue<string>() : "";

    public IReadOnlyList<string> Lines(string path) => Text(path).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Has(string path) => Node(path) is not null;

    /// <summary>The paths of a list's items.</summary>
    public IReadOnlyList<string> Items(string path) => [.. Enumerable.Range(0, (Node(path) as JsonArray)?.Count ?? 0).Select(i => $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]")];

    public void Set(string path, string text)
    {
        if (Parse(path) is { Count: > 0 } parts) Put(parts, text);
    }

    public JsonNode? Node(string path)
    {
        JsonNode? node = root;
        foreach (var part in Parse(path) ?? [])
            node = part is int index ? node is JsonArray list && index < list.Count ? list[index] : null : node is JsonObject o && o.TryGetPropertyValue((string)part, out var child) ? child : null;
        return node;
    }

    /// <summary>The list at a path, made where there is none yet.</summary>
    public JsonArray? List(string path)
    {
        if (Node(path) is JsonArray known) return known;
        if (Split(path) is not (var parent, string name) || (parent.Length == 0 ? root : Node(parent)) is not JsonObject owner || owner[name] is not null) return null;
        var list = new JsonArray();
        owner[name] = list;
        return list;
    }

    /// <summary>What holds the last part of a path, and that part: a name, or a number in a list. Null: it has none.</summary>
    public static (string Parent, object Last)? Split(string path)
    {
        if (Parse(path) is not { Count: > 0 } parts) return null;
        return (Write(parts.Take(parts.Count - 1)), parts[^1]);
    }

    public static string Write(IEnumerable<object> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts) text.Append(part is int index ? $"[{index.ToString(CultureInfo.InvariantCulture)}]" : text.Length == 0 ? part : $".{part}");
        return text.ToString();
    }

    /// <summary>Names (text) and numbers of items (int); null: not a path.</summary>
    public static List<object>? Parse(string path)
    {
        var parts = new List<object>();
        for (var at = 0; at < path.Length;)
        {
            if (parts.Count >= DeepestPath) return null;
            if (path[at] == '[')
            {
                var end = path.IndexOf(']', at);
                if (end < 0 || !int.TryParse(path.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= MostItems || parts.Count == 0) return null;
                parts.Add(index);
                at = end + 1;
                continue;
            }
            if (path[at] == '.' && parts.Count > 0) at++;
            var from = at;
            while (at < path.Length && (char.IsAsciiLetterOrDigit(path[at]) || path[at] is '_' or '-')) at++;
            if (at == from) return null;
            parts.Add(path[from..at]);
        }
        return parts;
    }

    private void Put(List<object> path, string text)
    {
        JsonNode node = root;
        for (var i = 0; i < path.Count; i++)
        {
            var last = i == path.Count - 1;
            JsonNode Next() => path[i + 1] is int ? new JsonArray() : new JsonObject();
            if (path[i] is int index)
            {
                if (node is not JsonArray list) return; // the name stands for two things: not our form
                while (list.Count <= index) list.Add((JsonNode)new JsonObject());
                if (last) { list[index] = text; return; }
                if (list[index] is not { } item || path[i + 1] is int != item is JsonArray) list[index] = Next();
                node = list[index]!;
            }
            else
            {
                if (node is not JsonObject o) return;
                if (last) { o[(string)path[i]] = text; return; }
                if (o[(string)path[i]] is not (JsonObject or JsonArray)) o[(string)path[i]] = Next();
                node = o[(string)path[i]]!;
            }
        }
    }
}
