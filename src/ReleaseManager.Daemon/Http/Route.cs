namespace ReleaseManager.Daemon.Http;

/// <summary>What answers one path.</summary>
/// <param name="Access">Who may ask.</param>
/// <param name="Make">Makes the answer.</param>
internal sealed record Route(Access Access, Func<HttpRequest, CancellationToken, Task<HttpReply>> Make)
{
    /// <summary>What is made of memory alone.</summary>
    public static Route At(Access access, Func<HttpRequest, HttpReply> make) =>
        new(access, (request, _) => Task.FromResult(make(request)));

    /// <summary>What is made of the backend.</summary>
    public static Route Reading(Func<HttpRequest, CancellationToken, Task<HttpReply>> make) =>
        new(Access.Reading, make);
}
