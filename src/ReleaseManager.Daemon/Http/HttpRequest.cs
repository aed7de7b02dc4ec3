namespace ReleaseManager.Daemon.Http;

/// <summary>A request as it was understood: one to read, without a body.</summary>
internal sealed record HttpRequest
{
    /// <summary>Whether only the head of the answer is wanted.</summary>
    public required bool IsHead { get; init; }

    /// <summary>The path as it was sent, from its slash on; nothing in it is decoded, since no path of ours needs it.</summary>
    public required string Path { get; init; }

    /// <summary>What follows the question mark, as it was sent; empty where there is none.</summary>
    public required string Query { get; init; }

    /// <summary>The host that was asked, with its port; empty where an old client names none.</summary>
    public required string Host { get; init; }

    /// <summary>The media types that are wanted, as they were sent.</summary>
    public string Accept { get; init; } = "";

    /// <summary>Who asks, as it was sent; null where it was not said.</summary>
    public string? Authorization { get; init; }

    /// <summary>Whether the client means to ask more on this connection.</summary>
    public required bool KeepsAlive { get; init; }

    /// <summary>The value of a name in the query; null where it is not there.</summary>
    public string? FindQuery(string name) =>
        Query
            .Split('&')
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2 && part[0] == name)
            .Select(part => part[1])
            .FirstOrDefault();
}
