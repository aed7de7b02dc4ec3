using System.Globalization;
using System.Text;

namespace ReleaseManager.Daemon.Http;

/// <summary>Writes figures in Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
internal sealed class MetricsText
{
    /// <summary>Its media type.</summary>
    public const string Type = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>A figure that goes up and down.</summary>
    public void Gauge(string name, string help, double value) => Write(name, help, "gauge", [("", value)]);

    /// <summary>A figure that goes up and down, where there is one.</summary>
    public void Gauge(string name, string help, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            Gauge(name, help, at.ToUnixTimeMilliseconds() / 1000.0);
        }
    }

    /// <summary>A figure of each value of a label.</summary>
    public void Gauges(string name, string help, string label, IEnumerable<(string Value, double Figure)> figures) =>
        Write(name, help, "gauge", figures.Select(one => (Label(label, one.Value), one.Figure)));

    /// <summary>A count since the process began.</summary>
    public void Counter(string name, string help, double value) => Write(name, help, "counter", [("", value)]);

    /// <summary>A count of each value of a label.</summary>
    public void Counters(string name, string help, string label, IEnumerable<(string Value, double Figure)> figures) =>
        Write(name, help, "counter", figures.Select(one => (Label(label, one.Value), one.Figure)));

    /// <summary>All of it.</summary>
    public override string ToString() => _text.ToString();

    private void Write(string name, string help, string type, IEnumerable<(string Labels, double Figure)> figures)
    {
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (labels, figure) in figures)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {figure:R}\n");
        }
    }

    private static string Label(string name, string value) => $"{{{name}=\"{value}\"}}";
}
