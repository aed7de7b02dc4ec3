using System.Text;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>A record, and whether Helm can read it.</summary>
/// <param name="Members">Members behind those that every case has; a repeated one is decoded over the first.</param>
/// <param name="IsReadable">What Helm's list shows.</param>
internal sealed record RecordCase(string Members, bool IsReadable)
{
    /// <summary>Members of <c>info</c>, behind the status.</summary>
    public string Info { get; init; } = "";

    /// <summary>What stands behind the record.</summary>
    public string Tail { get; init; } = "";

    /// <summary>Whether Helm 3.10 knows the member that decides; later versions do.</summary>
    public bool IsOfLaterHelm { get; init; }

    /// <summary>The record under a name of its own.</summary>
    public byte[] Body(string name) =>
        Encoding.Latin1.GetBytes(
            $$$"""{"name":"{{{name}}}","namespace":"judge","version":1,"info":{"status":"deployed"{{{Info}}}},"""
                + $$$"""{{{Chart}}}{{{Members}}}}{{{Tail}}}"""
        );

    private const string Chart = """
        "chart":{"metadata":{"name":"case","version":"1.2.3","appVersion":"4"}}
        """;
}
