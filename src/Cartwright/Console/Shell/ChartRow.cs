namespace Cartwright.Console.Shell;

/// <summary>A row behind a chart: numbers to draw, and the same as people read them.</summary>
public sealed record ChartRow(string Label, IReadOnlyList<long> Values, IReadOnlyList<string> Texts);
