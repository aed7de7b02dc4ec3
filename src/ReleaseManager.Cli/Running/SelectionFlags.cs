using System.CommandLine;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say which releases are meant.</summary>
internal static class SelectionFlags
{
    /// <summary>Names of releases.</summary>
    public static Option<string[]> Names { get; } =
        Flags.List("--name", "Names of releases; the wildcards *, ? and [a-z] count (else all)", "--names");

    /// <summary>Namespaces; both spellings of the original are taken everywhere.</summary>
    public static Option<string[]> Namespaces { get; } =
        Flags.List(
            "--namespaces",
            "Namespaces of releases; the wildcards *, ? and [a-z] count (else all)",
            "--namespace",
            "-n"
        );

    /// <summary>Namespaces left out.</summary>
    public static Option<string[]> ExcludeNamespaces { get; } =
        Flags.List("--exclude-namespaces", "Namespaces to leave out, with wildcards", "--exclude-namespace");

    /// <summary>Which snapshot.</summary>
    public static Option<string?> Snapshot { get; } =
        Flags.Text(
            "--snapshot",
            "Number of the snapshot; latest: the newest that is not suspect; latest~2: the second good one before that; or a time as 2026-11-01T09:30:00Z, for the state as of then: local without an offset, the midnight at which it begins if a date alone (default latest)",
            "snapshot"
        );
}
