namespace Cartwright.Tests.Conventions;

/// <summary>
/// Which slice may know which. Two tables in one: what its rules (deciders and policies) may name is strict and has no
/// circle, so that the decisions can be read in one direction; the rest of a slice may also name what everyone needs for
/// reading requests, handing in signals and keeping data. A new line here is a decision: say why in docs/decisions.
/// </summary>
internal static class Slices
{
    /// <summary>Slice → slices its deciders and policies may use. In an order in which each uses only earlier ones.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Rules = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Tracking"] = [],
        ["Stores"] = ["Tracking"], // a key carries a trust
        ["Shoppers"] = ["Tracking", "Stores"],
        ["Products"] = ["Tracking", "Stores"],
        ["Carts"] = ["Tracking", "Stores", "Shoppers", "Products"],
        ["Offers"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts"],
        ["Experiments"] = ["Stores", "Shoppers"],
        ["Links"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts"],
        ["Messages"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts", "Offers", "Links"],
        ["Recovery"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts", "Offers", "Links", "Messages"],
        ["Journeys"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts", "Offers", "Experiments", "Links", "Messages", "Recovery"], // decides messages, on orders
        ["Turns"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts", "Offers", "Experiments", "Links", "Messages", "Recovery", "Journeys"],
        ["Inbound"] = ["Tracking", "Stores", "Shoppers", "Links", "Messages"], // what comes back of messages
        ["Imports"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts"], // rows of a file become events, goods and suppressions
        ["Audiences"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts", "Recovery"],
        ["Reports"] = ["Tracking", "Stores", "Shoppers", "Products", "Carts", "Offers", "Experiments", "Links", "Messages", "Recovery", "Journeys"],
    };

    /// <summary>What endpoints, loops, stores and channels of every slice may use besides: they hand signals to Turns and stand in the host.</summary>
    private static readonly string[] Common = ["Tracking", "Stores", "Turns", "Storage", "Hosting"];

    /// <summary>What more a slice's endpoints, loops, stores and channels may use.</summary>
    private static readonly IReadOnlyDictionary<string, string[]> More = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Tracking"] = ["Shoppers", "Links", "Products"], // an event carries addresses, and the reference of the link it came by; a platform tells its products
        ["Stores"] = ["Journeys", "Offers", "Messages"], // the directory is the one snapshot of everything a store has defined
        ["Shoppers"] = ["Carts", "Messages", "Offers", "Recovery", "Journeys"], // a shopper's state holds what a turn decides on
        ["Links"] = ["Messages", "Recovery"], // a click is noted on the message it came from, and on the way to an order
        ["Inbound"] = ["Carts"], // an answer belongs to a cart
        ["Messages"] = ["Recovery", "Journeys"], // the last check before the wire is the journeys' gate, on the orders known
    };

    /// <summary>They show, start or try everything. Console, Demo and Simulation are known to Hosting and Program.cs alone.</summary>
    private static readonly string[] Edges = ["Console", "Demo", "Simulation", "Hosting"];

    private const string Storage = "Storage";

    public static bool IsKnown(string slice) => slice.Length == 0 || slice == Storage || Edges.Contains(slice, StringComparer.Ordinal) || Rules.ContainsKey(slice);

    /// <param name="file">Who.</param>
    /// <param name="slice">Whom; an empty name is what lies beside Program.cs (Money and the like) and free for all.</param>
    public static bool MayUse(SourceFile file, string slice)
    {
        if (slice == file.Slice || slice.Length == 0) return true;
        if (file.Slice == "Hosting" || file.Path == "Program.cs") return true;
        if (file.Slice is Storage or "") return false; // Storage keeps rows, whatever they mean; Money and the like are below everything
        if (file.Slice is "Console" or "Demo") return slice is not ("Demo" or "Simulation");
        if (file.Slice == "Simulation") return slice is not ("Console" or "Demo") && (!IsJudge(file) || slice == "Tracking"); // the judge reads events and shares nothing else (decision 0024)
        var allowed = Rules.GetValueOrDefault(file.Slice, []);
        if (!file.IsPure) allowed = [.. allowed, .. Common, .. More.GetValueOrDefault(file.Slice, [])];
        return allowed.Contains(slice, StringComparer.Ordinal);
    }

    private static bool IsJudge(SourceFile file) => file.Path.StartsWith("Simulation/Oracle/", StringComparison.Ordinal);

    public static IEnumerable<string> ViolationsOf(Sources sources) =>
        sources.Uses
            .Where(use => use.Namespace.StartsWith("Cartwright.", StringComparison.Ordinal))
            .Where(use => !MayUse(use.File, use.Namespace.Split('.')[1]))
            .Select(use => use.ToString());

    /// <summary>A file's namespace starts with its slice, and every folder is a slice of the table.</summary>
    public static IEnumerable<string> MisplacedIn(Sources sources) =>
        sources.Files.Where(file => !IsKnown(file.Slice)).Select(file => $"{file.Path} lies in a folder that is no slice")
            .Concat(sources.Files
                .Where(file => file.Text.Contains("namespace ", StringComparison.Ordinal))
                .Where(file => !Declares(file, file.Slice.Length == 0 ? "Cartwright" : $"Cartwright.{file.Slice}"))
                .Select(file => $"{file.Path} does not declare the namespace of its folder"));

    private static bool Declares(SourceFile file, string name) =>
        file.Text.Contains($"namespace {name};", StringComparison.Ordinal) || file.Text.Contains($"namespace {name}.", StringComparison.Ordinal);
}
