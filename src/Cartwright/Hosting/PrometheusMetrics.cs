using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Cartwright.Hosting;

/// <summary>
/// Listens to the meter "Cartwright" and writes what it heard in Prometheus' text format (version 0.0.4). Counters get the suffix
/// _total; histograms have the buckets of <see cref="Bounds"/>, in the instrument's unit. docs/decisions/0020-metrics-text.md says
/// why it is ours.
/// </summary>
internal sealed class PrometheusMetrics : IDisposable
{
    // From a millisecond to a minute: what is waited for here is a commit, a mail server, a timer.
    private static readonly double[] Bounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> _series = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name != "Cartwright") return;
            _instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public void WriteTo(StringBuilder text)
    {
        foreach (var instrument in _instruments.Values.OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            var isHistogram = instrument is Histogram<double> or Histogram<long>;
            var name = isHistogram || instrument.Name.EndsWith("_total", StringComparison.Ordinal) ? instrument.Name : instrument.Name + "_total";
            Head(text, name, isHistogram ? "histogram" : "counter", instrument.Description);
            var series = _series.Where(s => s.Key.Name == instrument.Name).OrderBy(s => s.Key.Labels, StringComparer.Ordinal).ToList();
            if (series.Count == 0 && !isHistogram) Line(text, name, "", 0);
            foreach (var ((_, labels), values) in series) values.Write(text, name, labels, isHistogram);
        }
    }

    public static void Head(StringBuilder text, string name, string type, string? help)
    {
        if (help is not null) text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <param name="text">Where to.</param>
    /// <param name="name">Of the series.</param>
    /// <param name="labels">As in <c>outcome="sent"</c>; empty for none.</param>
    /// <param name="value">Now.</param>
    public static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>One label, its value escaped.</summary>
    public static string Label(string name, string value) => $"{name}=\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = "";
        foreach (var (name, tag) in tags) labels += (labels.Length == 0 ? "" : ",") + Label(name.Replace('.', '_'), Convert.ToString(tag, CultureInfo.InvariantCulture) ?? "");
        _series.GetOrAdd((instrument.Name, labels), _ => new Series()).Add(value);
    }

    private sealed class Series
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[Bounds.Length];
        private double _sum;
        private long _count;

        public void Add(double value)
        {
            lock (_lock)
            {
                _sum += value;
                _count++;
                for (var i = 0; i < Bounds.Length; i++) if (value <= Bounds[i]) _buckets[i]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels, bool isHistogram)
        {
            lock (_lock)
            {
                if (!isHistogram) { Line(text, name, labels, _sum); return; }
                var before = labels.Length == 0 ? "" : labels + ",";
                for (var i = 0; i < Bounds.Length; i++) Line(text, name + "_bucket", $"{before}le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\"", _buckets[i]);
                Line(text, name + "_bucket", before + "le=\"+Inf\"", _count);
                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, _count);
            }
        }
    }
}
