namespace ReleaseManager.Core.Import.Render;

/// <summary>How a run of helm ended.</summary>
/// <param name="Output">What it wrote to standard output: may hold secrets.</param>
/// <param name="Error">The end of what it wrote to standard error: may quote values.</param>
internal readonly record struct HelmOutcome(int ExitCode, string Output, string Error)
{
    private static readonly string[] Notices = ["Pulled: ", "Digest: "];

    public bool Succeeded => ExitCode == 0;

    /// <summary>
    /// What it was asked for. Before it, on the same standard output, helm tells what it has fetched from a registry (cmd/helm/root.go gives the registry's client
    /// the output of the command).
    /// </summary>
    public string Answer
    {
        get
        {
            var text = Output.AsSpan();
            while (StartsWithNotice(text))
            {
                var end = text.IndexOf('\n');
                text = end < 0 ? [] : text[(end + 1)..];
            }

            return text.Length == Output.Length ? Output : text.ToString();
        }
    }

    private static bool StartsWithNotice(ReadOnlySpan<char> text)
    {
        foreach (var notice in Notices)
        {
            if (text.StartsWith(notice, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
