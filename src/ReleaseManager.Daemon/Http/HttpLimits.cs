namespace ReleaseManager.Daemon.Http;

/// <summary>What one daemon spends on those who ask it. Together they bound its memory: connections times a head, and so many answers at once.</summary>
internal sealed record HttpLimits
{
    /// <summary>How many connections are held. One more cuts the one that has been waiting longest without having asked anything.</summary>
    public int Connections { get; init; } = 512;

    /// <summary>How long a head may be, in bytes.</summary>
    public int HeadBytes { get; init; } = 16 * 1024;

    /// <summary>How long a request's path and query may be, in characters.</summary>
    public int TargetLength { get; init; } = 2048;

    /// <summary>How long a head may take from its first byte on.</summary>
    public TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may stay without asking anything.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long taking an answer may take.</summary>
    public TimeSpan WriteTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an answer that needs the backend may take to make.</summary>
    public TimeSpan ReadTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many answers that need the backend are made or sent at once; further ones are told to come again.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>How long requests in hand may go on once the server stops.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(3);
}
