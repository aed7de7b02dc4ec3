using System.Text;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>Answers that fail, break off, stall or lie: what passes by itself is tried again, what does not ends in time.</summary>
public sealed class BrokenAnswerTests : IAsyncDisposable
{
    private static readonly string[] Kinds = ["GET", "LIST", "DELETE-BATCH"];

    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> PassingErrors =>
        [
            .. Kinds.SelectMany(
                kind => ((int, string)[])[(500, "InternalError"), (503, "SlowDown")],
                (k, e) => (k, e.Item1, e.Item2)
            ),
        ];

    public static TheoryData<string, string> PassingMishaps =>
        [.. Kinds.SelectMany(_ => Enum.GetValues<StubMishap>().Skip(1), (kind, mishap) => (kind, $"{mishap}"))];

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [MemberData(nameof(PassingErrors))]
    public async Task An_error_that_passes_is_tried_again(string kind, int status, string code)
    {
        _stub.Put("records/a", "content");
        _stub.BreakFirst(kind, 1, _ => StubAnswer.Error(status, code));
        using var backend = new S3Backend(_stub.Options);
        await CallAsync(backend, kind);
        Assert.Equal(2, _stub.Count(kind));
    }

    [Theory]
    [MemberData(nameof(PassingErrors))]
    public async Task An_error_that_stays_is_told_after_the_last_try(string kind, int status, string code)
    {
        _stub.Refuse(kind, StubAnswer.Error(status, code));
        var error = await FailsAsync("BackendUnavailable", backend => CallAsync(backend, kind));
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _stub.Count(kind));
    }

    [Theory]
    [MemberData(nameof(PassingMishaps))]
    public async Task A_mishap_on_the_way_is_tried_again(string kind, string mishap)
    {
        _stub.Put("records/a", "content");
        _stub.BreakFirst(kind, 1, answer => answer with { Mishap = Enum.Parse<StubMishap>(mishap) });
        using var backend = new S3Backend(_stub.Options);
        await CallAsync(backend, kind);
        Assert.Equal(2, _stub.Count(kind));
    }

    [Theory]
    [MemberData(nameof(PassingMishaps))]
    public async Task A_mishap_that_stays_is_told_after_the_last_try(string kind, string mishap)
    {
        _stub.Put("records/a", "content");
        _stub.BreakFirst(kind, 99, answer => answer with { Mishap = Enum.Parse<StubMishap>(mishap) });
        var id = mishap is "Silence" or "Stalled" ? "BackendTimeout" : "BackendUnavailable";
        await FailsAsync(id, backend => CallAsync(backend, kind));
        Assert.Equal(2, _stub.Count(kind));
    }

    [Fact]
    public async Task A_body_of_unannounced_length_is_read_whole()
    {
        _stub.Put("records/a", "content");
        _stub.After = (_, answer) =>
            (answer with { Body = Encoding.UTF8.GetBytes("3\r\ncon\r\n4\r\ntent\r\n0\r\n\r\n") }).WithHeader(
                "Transfer-Encoding",
                "chunked"
            );
        using var backend = new S3Backend(_stub.Options);
        await CallAsync(backend, "GET");
    }

    [Fact]
    public async Task Wrong_bytes_are_noticed_and_read_again()
    {
        using var backend = new S3Backend(_stub.Options);
        await backend.CreateAsync("records/a", Encoding.UTF8.GetBytes("content"), Stop);
        _stub.BreakFirst("GET", 1, answer => answer with { Body = Encoding.UTF8.GetBytes("cont3nt") });
        Assert.Equal(Encoding.UTF8.GetBytes("content"), (await backend.ReadAsync("records/a", Stop))!.Bytes);
        Assert.Equal(2, _stub.Count("GET"));
    }

    [Fact]
    public async Task Wrong_bytes_that_stay_are_an_error()
    {
        using (var backend = new S3Backend(_stub.Options))
        {
            await backend.CreateAsync("records/a", Encoding.UTF8.GetBytes("content"), Stop);
        }

        _stub.BreakFirst("GET", 99, answer => answer with { Body = Encoding.UTF8.GetBytes("cont3nt") });
        var error = await FailsAsync("BackendWrongContent", backend => backend.ReadAsync("records/a", Stop));
        Assert.Contains("records/a", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _stub.Count("GET"));
    }

    private static async Task CallAsync(S3Backend backend, string kind)
    {
        switch (kind)
        {
            case "GET":
                Assert.Equal(Encoding.UTF8.GetBytes("content"), (await backend.ReadAsync("records/a", Stop))!.Bytes);
                break;
            case "LIST":
                await foreach (var entry in backend.ListAsync("", Stop))
                {
                    Assert.Equal("records/a", entry.Name);
                }

                break;
            default:
                await backend.DeleteAsync(["records/a"], Stop);
                break;
        }
    }

    private Task<Core.Backends.BackendException> FailsAsync(string errorId, Func<S3Backend, Task> call) =>
        BackendErrors.FailsAsync(errorId, _stub.Options, call);
}
