using System.Text;

namespace Cartwright.Messages.Templates;

/// <summary>What was read of a template's part.</summary>
/// <param name="Canonical">The same, made only of what was understood: what the engine is given. Empty when there are faults.</param>
/// <param name="Needs">Parts of the model it speaks of without asking whether they are there.</param>
internal sealed record HandlebarsText(IReadOnlyList<TemplateFault> Faults, string Canonical, IReadOnlyList<string> Needs);

/// <summary>
/// Reads the Handlebars that merchants may write: names of the model, if, unless, each, with and else, and the helpers. Everything else is a
/// fault, with its place; so the engine never sees a template that has not been understood, and none that takes long: how often a loop
/// can go round is known beforehand.
/// </summary>
internal sealed class HandlebarsReader
{
    /// <summary>Most tags and blocks in each other, and most that can be written of them: a loop counts for <see cref="MostRounds"/>.</summary>
    public const int MostTags = 3_000, MostDepth = 20, MostWork = 30_000;

    private const int MostRounds = MessageScope.MaximumLines, MostFaults = 20;

    private static readonly string[] Blocks = ["if", "unless", "each", "with"];

    /// <summary>Of a mail's layout: the line mailboxes show after the subject, which is written apart from it.</summary>
    public const string Preheader = "preheader";

    private const string FirstName = "shopper.firstName";
    private const string NoName = "Of many shoppers no name is known: put what goes with it into {{#if shopper.firstName}}…{{/if}}.";

    private readonly record struct Frame(ModelName This, bool IsLoop);

    private sealed record Block(string Name, HandlebarsTag Tag, string? Guards)
    {
        public bool HasElse { get; set; }
        public string? Guard { get; set; } = Guards;
    }

    private readonly string _part, _source;
    private readonly bool _hasPreheader;
    private readonly List<TemplateFault> _faults = [];
    private readonly List<string> _needs = [];
    private readonly Stack<Block> _blocks = new();
    private readonly List<Frame> _frames = [new(ModelName.Top, false)];
    private readonly int[] _lines;
    private long _work;
    private long _weight = 1;

    private HandlebarsReader(string part, string source)
    {
        (_part, _source) = (part, source);
        _hasPreheader = part is TemplatePart.Mjml or TemplatePart.Html;
        _lines = [0, .. source.Select((letter, i) => (letter, i)).Where(x => x.letter == '\n').Select(x => x.i + 1)];
    }

    public static HandlebarsText Read(string part, string source) => new HandlebarsReader(part, source).Read();

    private HandlebarsText Read()
    {
        var canonical = new StringBuilder(_source.Length);
        int at = 0, tags = 0;
        for (int open; (open = _source.IndexOf("{{", at, StringComparison.Ordinal)) >= 0 && _faults.Count < MostFaults;)
        {
            canonical.Append(_source, at, open - at);
            var tag = HandlebarsTag.At(_source, open);
            if (open > 0 && _source[open - 1] == '\\') Fault(tag, "A backslash before {{ means nothing here: remove it.");
            else if (tag.Wrong is { } wrong) Fault(tag, wrong);
            else if (++tags > MostTags) { Fault(tag, $"There are more than {MostTags} {{{{…}}}} in it."); break; }
            else if (tag.Words.Count > 0) Take(tag);
            _work += _weight;
            canonical.Append(tag.Write());
            at = open + tag.Length;
            // In a style sheet, say: the engine would take it for a third brace of the tag.
            if (at < _source.Length && _source[at] == '}') canonical.Append(' ');
        }
        canonical.Append(_source, at, _source.Length - at);
        foreach (var block in _blocks) Fault(block.Tag, $"{{{{#{block.Name}}}}} is never closed with {{{{/{block.Name}}}}}.");
        if (_work > MostWork) Add(null, "Its loops inside of loops could go round too often: take one of them out.");
        return new HandlebarsText(_faults, _faults.TrueForAll(f => f.Warning) ? canonical.ToString() : "", [.. _needs.Distinct(StringComparer.Ordinal)]);
    }

    private void Take(HandlebarsTag tag)
    {
        var words = tag.Words;
        switch (words[0][0])
        {
            case '#' when words[0] is "#": Fault(tag, "A name must follow # at once."); break;
            case '#' when words[0][1] is '>' or '*': Fault(tag, "Other templates cannot be read from here: write what it says in its place."); break;
            case '#': Open(tag, words[0][1..], words); break;
            case '/': Close(tag, words[0][1..]); break;
            case '^': Fault(tag, "Write {{else}}, or {{#unless …}}, in its place."); break;
            case '>' or '*': Fault(tag, "Other templates cannot be read from here: write what it says in its place."); break;
            case '&': Fault(tag, "& would write what shoppers and shops typed as markup: remove it."); break;
            default:
                if (words[0] == "else") Else(tag, words);
                else Value(tag, words);
                break;
        }
    }

    private void Open(HandlebarsTag tag, string name, IReadOnlyList<string> words)
    {
        var of = words.Count == 2 && Blocks.Contains(name) ? Find(tag, words[1]) : null;
        if (!Blocks.Contains(name))
            Fault(tag, ModelNames.Inside(_frames[^1].This, name) is { } known
                ? $"Write {{{{#{(known.Kind == ModelName.List ? "each" : "if")} {name}}}}} in its place."
                : $"There is no block {{{{#{Cut(name)}}}}}: there are {string.Join(", ", Blocks)}.{Meant(ModelNames.Nearest(name, Blocks))}");
        else if (words.Count != 2) Fault(tag, $"{{{{#{name} …}}}} takes one name, such as {{{{#{name} {(name == "each" ? "cart.lines" : "offer")}}}}}.");
        else if (name == "each" && of is { Kind: not (ModelName.List or null) }) Fault(tag, $"{words[1]} is no list: {{{{#each}}}} goes through lists such as cart.lines.");
        else if (name == "with" && of is { IsObject: false, Kind: not null }) Fault(tag, $"{words[1]} has no fields: {{{{#with}}}} takes what has some, such as store.contact.");
        if (_blocks.Count >= MostDepth) Fault(tag, $"More than {MostDepth} blocks lie in each other here.");
        // Whatever is wrong with it, what closes it belongs to it.
        _blocks.Push(new Block(name, tag, name == "unless" ? null : PartOf(of)));
        if (name == "each")
        {
            _weight = Math.Min(_weight * MostRounds, MostWork + 1L);
            _frames.Add(new Frame(of is { Kind: ModelName.List } list ? ModelNames.Entry(list) : ModelName.Unknown, IsLoop: true));
        }
        else if (name == "with") _frames.Add(new Frame(of ?? ModelName.Unknown, false));
    }

    private void Else(HandlebarsTag tag, IReadOnlyList<string> words)
    {
        if (!_blocks.TryPeek(out var block)) { Fault(tag, "{{else}} stands in no block."); return; }
        if (block.HasElse) { Fault(tag, "The block has an {{else}} already."); return; }
        if (words.Count == 1)
        {
            block.HasElse = true;
            if (block.Name is "each" or "with") Leave(block);
            block.Guard = block.Name == "unless" && block.Tag.Words.Count == 2 ? PartOf(Look(block.Tag.Words[1])) : null;
        }
        else if (words.Count == 3 && words[1] == "if" && block.Name == "if") block.Guard = PartOf(Find(tag, words[2]));
        else Fault(tag, block.Name == "if" ? "Write {{else}} or {{else if …}} with one name." : "Only {{else}} can stand here.");
    }

    private void Close(HandlebarsTag tag, string name)
    {
        if (!_blocks.TryPeek(out var block)) { Fault(tag, $"{{{{/{Cut(name)}}}}} closes nothing."); return; }
        if (block.Name != name)
        {
            Fault(tag, $"{{{{/{Cut(name)}}}}} stands where {{{{/{block.Name}}}}} must: {{{{#{block.Name}}}}} of line {Place(block.Tag.Open).Line} is open.");
            if (_blocks.All(b => b.Name != name)) return;
            while (_blocks.Peek().Name != name) End();
        }
        End();
    }

    private void End()
    {
        var block = _blocks.Pop();
        if (block.Name is "each" or "with" && !block.HasElse) Leave(block);
    }

    private void Leave(Block block)
    {
        _frames.RemoveAt(_frames.Count - 1);
        // What is over the limit stays so: the fault is told all the same.
        if (block.Name == "each" && _weight <= MostWork) _weight /= MostRounds;
    }

    private void Value(HandlebarsTag tag, IReadOnlyList<string> words)
    {
        if (HelperCalls.Knows(words[0]))
        {
            if (HelperCalls.Check(words[0], [.. words.Skip(1)], word => Find(tag, word)) is { } wrong) Fault(tag, wrong);
            return;
        }
        if (words.Count > 1)
        {
            Fault(tag, Look(words[0]) is null
                ? $"There is no helper {Cut(words[0])}: there are {string.Join(", ", HelperCalls.All)}.{Meant(ModelNames.Nearest(words[0], HelperCalls.All))}"
                : $"{words[0]} takes nothing after it.");
            return;
        }
        if (Find(tag, words[0]) is not { } name || name.Kind is null) return;
        // Few have told it, and what greets by it reads broken without: “Hello ,”.
        if (name.Path == FirstName && _blocks.All(b => !b.Tag.Words.Contains(words[0])) && !_faults.Exists(f => f.Says == NoName))
            Add(tag, NoName, warning: true);
        if (name.IsText) return;
        Fault(tag, name.Kind == ModelName.List ? $"{words[0]} is a list: write {{{{#each {words[0]}}}}}…{{{{/each}}}}."
            : name.Kind == "truth" ? $"{words[0]} is true or false: use it in {{{{#if {words[0]}}}}}…{{{{/if}}}}."
            : $"{words[0]} is no text: name one of its fields.");
    }

    /// <summary>What a name means here; a fault, and null, when it means nothing. The kind of what stands in a faulty block is not known (null).</summary>
    private ModelName? Find(HandlebarsTag tag, string word)
    {
        if (Look(word) is { } found)
        {
            var part = PartOf(found);
            var asks = tag.Words[0][0] == '#' || tag.Words[0] == "else";
            // Inside of a block that asked for it, and where it is asked for, it need not be there.
            if (!asks && Start(word).From is { Path: "" } && part is not null && ModelNames.MayBeMissing(part) && _blocks.All(b => b.Guard != part) && !_needs.Contains(part))
            {
                _needs.Add(part);
                Add(tag, $"Where there is no {part}, this message is not made. To make it all the same, put what speaks of it into {{{{#if {part}}}}}…{{{{/if}}}}.", warning: true, part);
            }
            return found;
        }
        var (inside, name) = Start(word);
        Fault(tag, char.IsAsciiLetter(word[0]) || word[0] is '@' or '.' or '_'
            ? $"There is no {Cut(word)}{(inside is { Path.Length: > 0 } where ? $" in {where.Path.Replace("[]", "", StringComparison.Ordinal)}" : "")}{(ModelNames.Near(inside ?? ModelName.Top, name) is { } near ? $"; did you mean {near}?" : ".")}"
            : $"“{Cut(word)}” is not understood here: write the name of a field, such as cart.totals.total.");
        return null;
    }

    private ModelName? Look(string word)
    {
        if (word is "@index") return _frames.Exists(f => f.IsLoop) ? new ModelName(word, "number") : null;
        if (word is "@first" or "@last") return _frames.Exists(f => f.IsLoop) ? new ModelName(word, "truth") : null;
        var (from, rest) = Start(word);
        if (from is not { } found || rest.Length == 0) return from;
        if (_hasPreheader && word == Preheader) return new ModelName(Preheader, "text");
        foreach (var name in rest.Split('.'))
        {
            if (ModelNames.Inside(found, name) is not { } next) return null;
            found = next;
        }
        return found;
    }

    // "../", "this." and "@root." say from where; null: from above the top.
    private (ModelName? From, string Name) Start(string word)
    {
        if (word == "@root" || word.StartsWith("@root.", StringComparison.Ordinal)) return (ModelName.Top, word.Length > 6 ? word[6..] : "");
        var up = Up(word);
        var rest = word[(up * 3)..];
        if (rest == "..") (up, rest) = (up + 1, "");
        if (rest is "this" or ".") rest = "";
        else if (rest.StartsWith("this.", StringComparison.Ordinal)) rest = rest[5..];
        else if (rest.StartsWith("./", StringComparison.Ordinal)) rest = rest[2..];
        return (up < _frames.Count ? _frames[_frames.Count - 1 - up].This : null, rest);
    }

    private static int Up(string word)
    {
        var up = 0;
        while (string.CompareOrdinal(word, up * 3, "../", 0, 3) == 0) up++;
        return up;
    }

    private void Fault(HandlebarsTag tag, string says) => Add(tag, says);

    private void Add(HandlebarsTag? tag, string says, bool warning = false, string? needs = null)
    {
        if (tag is null) { _faults.Add(new TemplateFault(_part, null, null, says, warning, needs)); return; }
        var (line, column) = Place(tag.Open);
        _faults.Add(new TemplateFault(_part, line, column, says, warning, needs));
    }

    private (int Line, int Column) Place(int at)
    {
        var line = Array.BinarySearch(_lines, at);
        if (line < 0) line = ~line - 1;
        return (line + 1, at - _lines[line] + 1);
    }

    private static string? PartOf(ModelName? name) => name is { Path.Length: > 0 } known ? known.Path.Split('.')[0].Replace("[]", "", StringComparison.Ordinal) : null;

    private static string Meant(string? near) => near is null ? "" : $" Did you mean {near}?";

    private static string Cut(string word) => word.Length <= 60 ? word : word[..60] + "…";
}
