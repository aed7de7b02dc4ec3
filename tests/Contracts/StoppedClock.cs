namespace ReleaseManager.Contracts;

/// <summary>A clock that moves when it is told to.</summary>
public sealed class StoppedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
