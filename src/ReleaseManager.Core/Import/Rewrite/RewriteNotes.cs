namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>What was changed on the way, for the plan: names and paths, never values.</summary>
internal sealed class RewriteNotes
{
    private readonly SortedSet<string> _changes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _misfits = new(StringComparer.Ordinal);

    /// <summary>What is changed.</summary>
    public IReadOnlyCollection<string> Changes => _changes;

    /// <summary>What is lost, or has to be looked at.</summary>
    public IReadOnlyCollection<string> Warnings => _warnings;

    /// <summary>What was to be changed and could not be; it stays as it was saved.</summary>
    public IReadOnlyCollection<string> Misfits => _misfits;

    /// <summary>Objects that are left out.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut;

    public void Change(string text) => _changes.Add(text);

    public void Warn(string text) => _warnings.Add(text);

    /// <summary>Notes an object that is left out, and why.</summary>
    public void LeaveOut(string what, string? why)
    {
        _leftOut.Add(what);
        _warnings.Add($"{what} is left out: {why}");
    }

    public void Misfit(string text) => _misfits.Add(text);
}
