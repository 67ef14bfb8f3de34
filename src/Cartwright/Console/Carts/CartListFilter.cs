using System.Globalization;

namespace Cartwright.Console.Carts;

/// <summary>What the list of carts is narrowed to; it stands in the address. Min: minor units of the store's currency.</summary>
internal sealed record CartListFilter(string? Status, string? Stage, string? Query, long? Min, Guid? After)
{
    /// <summary>Abandoned, with a way to reach the shopper.</summary>
    public const string Recoverable = "recoverable";

    public static IReadOnlyList<string> Statuses { get; } = [Recoverable, "active", "abandoned", "ordered", "lost"];
    public static IReadOnlyList<string> Stages { get; } = ["cart", "contact", "address", "shipping", "payment"];
    private const int LongestQuery = 254;

    /// <summary>From the address as it is; what makes no sense is left out.</summary>
    public static CartListFilter Read(string? status, string? stage, string? query, string? min, string? after, string currency) => new(
        Statuses.Contains(status) ? status : null,
        Stages.Contains(stage) ? stage : null,
        string.IsNullOrWhiteSpace(query) ? null : query.Trim() is var q && q.Length > LongestQuery ? q[..LongestQuery] : query.Trim(),
        Money.TryParseMajor(min, currency, out var money, out _) && money.Minor > 0 ? money.Minor : null,
        Guid.TryParse(after, out var id) ? id : null);

    public bool IsEmpty => this with { After = null } is { Status: null, Stage: null, Query: null, Min: null };

    /// <summary>The query string of this filter, "" when there is none.</summary>
    public string ToQuery(string currency)
    {
        var parts = new List<string>(5);
        void Add(string name, string? value) { if (value is not null) parts.Add($"{name}={Uri.EscapeDataString(value)}"); }
        Add("status", Status);
        Add("stage", Stage);
        Add("q", Query);
        Add("min", Min is { } m ? MinText(m, currency) : null);
        Add("after", After?.ToString());
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    public static string MinText(long minor, string currency) => new Money(minor, currency).ToMajor().ToString("0.####", CultureInfo.InvariantCulture);
}
