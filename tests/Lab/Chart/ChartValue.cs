namespace ReleaseManager.Lab.Chart;

/// <summary>A value of the chart, set to something else than its default.</summary>
/// <param name="Path">Where it stands in the values.</param>
/// <param name="Set">What it is set to, as JSON.</param>
/// <param name="With">What else has to be set for it to mean anything, each as <c>path=JSON</c>; a folder on a volume is asked for by <c>local</c> alone.</param>
internal sealed record ChartValue(string Path, string Set, params string[] With)
{
    /// <summary>Helm's arguments without the value.</summary>
    public IEnumerable<string> Without =>
        [
            .. With.Contains("local") ? ManagerChart.RequiredLocally : ManagerChart.Required,
            .. With.Where(one => one != "local").SelectMany(Arguments),
        ];

    /// <summary>Helm's arguments with it.</summary>
    public IEnumerable<string> Alone => [.. Without, .. Own];

    /// <summary>Helm's arguments for it alone.</summary>
    public IEnumerable<string> Own => Arguments($"{Path}={Set}");

    private static IEnumerable<string> Arguments(string setting) => ["--set-json", setting];
}
