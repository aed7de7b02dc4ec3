namespace ReleaseManager.Core.Import;

/// <summary>What has been done for one release so far; counted from several threads.</summary>
internal sealed class ReleaseTally
{
    private int _created;
    private int _changed;
    private int _unchanged;
    private int _records;

    public int Created => _created;

    public int Changed => _changed;

    public int Unchanged => _unchanged;

    public int Records => _records;

    /// <summary>Whether nothing of it is left, since it failed and was to be all or nothing.</summary>
    public bool IsTakenBack { get; set; }

    public int Hooks { get; set; }

    public List<string> Warnings { get; } = [];

    public void Count(ObjectOutcome outcome)
    {
        switch (outcome)
        {
            case ObjectOutcome.Created:
                Interlocked.Increment(ref _created);
                break;
            case ObjectOutcome.Changed:
                Interlocked.Increment(ref _changed);
                break;
            default:
                Interlocked.Increment(ref _unchanged);
                break;
        }
    }

    public void CountRecord() => Interlocked.Increment(ref _records);
}
