using Cartwright.Reports;

namespace Cartwright.Console.Overview;

/// <summary>The figures of a period, of the one before it, and what is at risk now. Amounts in the store's currency.</summary>
internal sealed class OverviewFigures
{
    private readonly Dictionary<(string Day, string Metric), long> _figures;
    private readonly ILookup<string, Figure> _foreign;
    private readonly IReadOnlyList<string> _before;

    /// <param name="figures">Of both periods, and as far back as a cart can be at risk.</param>
    /// <param name="days">The period, oldest first.</param>
    /// <param name="before">As many days before it.</param>
    public OverviewFigures(IEnumerable<Figure> figures, string currency, IReadOnlyList<string> days, IReadOnlyList<string> before)
    {
        Days = days;
        _before = before;
        var byCurrency = figures.ToLookup(f => f.Currency == currency || f.Currency.Length == 0);
        _figures = byCurrency[true].GroupBy(f => (f.Day, f.Metric)).ToDictionary(g => g.Key, g => g.Sum(f => f.Value));
        _foreign = byCurrency[false].ToLookup(f => f.Metric);
    }

    public IReadOnlyList<string> Days { get; }

    public long On(string day, string metric) => _figures.GetValueOrDefault((day, metric));

    public long Sum(string metric) => Days.Sum(d => On(d, metric));

    public long Before(string metric) => _before.Sum(d => On(d, metric));

    /// <summary>Whatever the period: what stands open today.</summary>
    public long Now(string metric) => _figures.Where(f => f.Key.Metric == metric).Sum(f => f.Value);

    /// <summary>The same in other currencies, which are not added up.</summary>
    public IReadOnlyList<(string Currency, long Value)> Foreign(string metric) =>
        [.. _foreign[metric].Where(f => Days.Contains(f.Day)).GroupBy(f => f.Currency).Select(g => (g.Key, g.Sum(f => f.Value))).Where(x => x.Item2 != 0).OrderByDescending(x => x.Item2)];

    public bool IsEmpty => _figures.Count == 0 && _foreign.Count == 0;
}
