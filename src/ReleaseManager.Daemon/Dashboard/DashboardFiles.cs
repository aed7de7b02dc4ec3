using ReleaseManager.Daemon.Http;

namespace ReleaseManager.Daemon.Dashboard;

/// <summary>The page and its files, from within the program. They hold nothing secret, so they are served to anyone who reaches the daemon.</summary>
internal static class DashboardFiles
{
    private static readonly Dictionary<string, HttpReply> Files = new(StringComparer.Ordinal)
    {
        ["/"] = Read("index.html", "text/html; charset=utf-8"),
        ["/assets/app.js"] = Read("app.js", "text/javascript; charset=utf-8"),
        ["/assets/chart.js"] = Read("chart.js", "text/javascript; charset=utf-8"),
        ["/assets/dom.js"] = Read("dom.js", "text/javascript; charset=utf-8"),
        ["/assets/style.css"] = Read("style.css", "text/css; charset=utf-8"),
        ["/assets/icon.svg"] = Read("icon.svg", "image/svg+xml"),
    };

    /// <summary>The paths under which there is a file.</summary>
    public static IReadOnlyCollection<string> Paths => Files.Keys;

    /// <summary>The file of a path; null where there is none.</summary>
    public static Route? Find(string path) =>
        Files.GetValueOrDefault(path) is { } file ? Route.At(Access.Open, _ => file) : null;

    private static HttpReply Read(string name, string type)
    {
        using var stream =
            typeof(DashboardFiles).Assembly.GetManifestResourceStream($"dashboard/{name}")
            ?? throw new InvalidOperationException($"The program lacks its own file {name}.");
        var body = new byte[stream.Length];
        stream.ReadExactly(body);
        return new HttpReply
        {
            Status = 200,
            Type = type,
            Body = body,
        };
    }
}
