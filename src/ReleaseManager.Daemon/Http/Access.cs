namespace ReleaseManager.Daemon.Http;

/// <summary>Who may have an answer, and what it costs to make.</summary>
internal enum Access
{
    /// <summary>Anyone, whatever else hangs: health, metrics and the page's own files, made of what is in memory.</summary>
    Open,

    /// <summary>Whoever has the token; made of what is in memory.</summary>
    Guarded,

    /// <summary>Whoever has the token; made of the backend, within the bounds of <see cref="ReaderLane"/>.</summary>
    Reading,
}
