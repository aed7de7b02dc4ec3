using System.Globalization;

namespace ReleaseManager.Bench;

/// <summary>Prints what was measured as it comes, and at the end what it means.</summary>
internal sealed class Report
{
    private readonly List<string> _missed = [];
    private readonly bool _isFullSize;

    /// <param name="isFullSize">Whether the run has the size that the limits are stated for.</param>
    public Report(bool isFullSize) => _isFullSize = isFullSize;

    public static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    public static void Head() => Line("", "seconds", "CPU s", "peak MiB", "");

    /// <summary>A program that was run.</summary>
    public static void Add(string what, MeasuredRun run, string note = "") =>
        Line(what, Seconds(run.Took), Seconds(run.Processor), Mebibytes(run.PeakBytes), note);

    /// <summary>Work that was done in this process, so that its memory tells nothing.</summary>
    public static void Add(string what, TimeSpan took, string note = "") => Line(what, Seconds(took), "", "", note);

    /// <summary>A figure that shall not be above a limit.</summary>
    public void AtMost(string what, double figure, double limit) => Judge(what, figure, limit, figure <= limit, "most");

    /// <summary>A figure that shall not be below a limit.</summary>
    public void AtLeast(string what, double figure, double limit) =>
        Judge(what, figure, limit, figure >= limit, "least");

    /// <summary>Says whether the limits are held.</summary>
    /// <returns>False if one is missed in a run of full size.</returns>
    public bool Conclude()
    {
        Say(
            $"{(_missed.Count == 0 ? "All limits are held." : $"MISSED: {string.Join("; ", _missed)}.")}{(_isFullSize ? "" : " (The limits are for the full size; this run was another.)")}"
        );
        return _missed.Count == 0 || !_isFullSize;
    }

    public static double InMebibytes(long bytes) => bytes / 1048576.0;

    public static string Figure(double figure) => figure.ToString("0.0", CultureInfo.InvariantCulture);

    private static void Line(string what, string seconds, string processor, string peak, string note) =>
        Console.WriteLine($"{what, -46} {seconds, 9} {processor, 9} {peak, 9}   {note}".TrimEnd());

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Mebibytes(long bytes) => InMebibytes(bytes).ToString("0", CultureInfo.InvariantCulture);

    private void Judge(string what, double figure, double limit, bool isHeld, string direction)
    {
        Say($"{what}: {figure:0.0} (at {direction} {limit:0.0}: {(isHeld ? "held" : "MISSED")})");
        if (!isHeld)
        {
            _missed.Add(what);
        }
    }
}
