using System.Text;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>Calls of a backend that each make requests of one kind, on a stub that holds <c>records/a</c> and nothing else.</summary>
internal static class StubCalls
{
    public const string Content = "content";

    public static readonly IReadOnlyList<string> Kinds = ["GET", "LIST", "DELETE-BATCH"];

    /// <summary>Errors that pass by themselves, each with a call that meets it.</summary>
    public static TheoryData<string, int, string> Errors =>
        [
            .. Kinds.SelectMany(
                _ => ((int, string)[])[(500, "InternalError"), (503, "SlowDown")],
                (k, e) => (k, e.Item1, e.Item2)
            ),
        ];

    /// <summary>Mishaps of an answer on its way, each with a call that meets it.</summary>
    public static TheoryData<string, string> Mishaps =>
        [.. Kinds.SelectMany(_ => Enum.GetNames<StubMishap>().Skip(1), (kind, mishap) => (kind, mishap))];

    /// <summary>Makes the call, and sees that its result is right.</summary>
    public static async Task MakeAsync(S3Backend backend, string kind)
    {
        var stop = TestContext.Current.CancellationToken;
        switch (kind)
        {
            case "GET":
                var read = await backend.ReadAsync("records/a", stop);
                Assert.Equal(Content, Encoding.UTF8.GetString(read!.Bytes.Span));
                break;
            case "LIST":
                Assert.Equal(["records/a"], await backend.ListAsync("", stop).Select(e => e.Name).ToListAsync(stop));
                break;
            default:
                await backend.DeleteAsync(["records/a"], stop);
                break;
        }
    }
}
