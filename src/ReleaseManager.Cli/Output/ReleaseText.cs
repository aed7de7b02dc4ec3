using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Cli.Output;

/// <summary>What a record holds, in the words of <c>helm get</c> (cmd/helm/status.go, get_values.go, get_hooks.go, get_notes.go).</summary>
internal static class ReleaseText
{
    private const string TestEvent = "test";

    /// <summary>The user's values; null where there are none.</summary>
    public static JsonNode? ValuesOf(Release release) =>
        release.Config is { } config ? JsonNode.Parse(config.GetRawText()) : null;

    /// <summary>The hooks as one YAML stream.</summary>
    public static string HooksOf(Release release) =>
        string.Concat(release.Hooks.Select(hook => $"---\n# Source: {hook.Path}\n{hook.Manifest}\n")).TrimEnd('\n');

    /// <summary>The notes under their title; empty where there are none.</summary>
    public static string NotesOf(Release release) => release.Notes.Length > 0 ? $"NOTES:\n{release.Notes}" : "";

    /// <summary>Everything in one text.</summary>
    /// <param name="ns">The namespace in which the release was found.</param>
    /// <param name="name">The name under which it was found.</param>
    public static string AllOf(string ns, string name, Release release)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"NAME: {name}");
        if (release.LastDeployed is { } deployed)
        {
            text.WriteLine($"LAST DEPLOYED: {Ansi(deployed)}");
        }

        text.WriteLine($"NAMESPACE: {ns}");
        text.WriteLine($"STATUS: {release.Status}");
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"REVISION: {release.Revision}"));
        text.WriteLine($"CHART: {release.Chart?.Name}");
        text.WriteLine($"VERSION: {release.Chart?.Version}");
        text.WriteLine($"APP_VERSION: {release.Chart?.AppVersion}");
        WriteTests(text, release);
        text.WriteLine("USER-SUPPLIED VALUES:");
        YamlWriter.Write(text, ValuesOf(release));
        text.WriteLine();
        text.WriteLine("COMPUTED VALUES:");
        YamlWriter.Write(text, ComputedValues.Of(release));
        text.WriteLine();
        text.WriteLine("HOOKS:");
        if (HooksOf(release) is { Length: > 0 } hooks)
        {
            text.WriteLine(hooks);
        }

        text.WriteLine($"MANIFEST:\n{release.Manifest}");
        if (NotesOf(release).Trim() is { Length: > 0 } notes)
        {
            text.WriteLine(notes);
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void WriteTests(StringWriter text, Release release)
    {
        var tests = release.Hooks.Where(hook => hook.Events.Contains(TestEvent)).ToList();
        if (tests.Count == 0)
        {
            text.WriteLine("TEST SUITE: None");
        }

        foreach (var test in tests)
        {
            if (Time(test.LastRun.StartedAt) is { } started)
            {
                text.WriteLine($"TEST SUITE:     {test.Name}");
                text.WriteLine($"Last Started:   {Ansi(started)}");
                text.WriteLine($"Last Completed: {Ansi(Time(test.LastRun.CompletedAt) ?? default)}");
                text.WriteLine($"Phase:          {test.LastRun.Phase}");
            }
        }
    }

    private static DateTimeOffset? Time(string text) => RecordTime.TryParse(text, out var time) ? time : null;

    /// <summary>Go's <c>time.ANSIC</c>, at the offset of the machine that ran Helm.</summary>
    private static string Ansi(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day, 2} {time:HH:mm:ss yyyy}");
}
