using System.Text;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>Answers that fail, break off, stall or lie once: the request is made again, and nobody hears of it.</summary>
public sealed class PassingFaultTests : IAsyncDisposable
{
    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Errors => StubCalls.Errors;

    public static TheoryData<string, string> Mishaps => StubCalls.Mishaps;

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_of_the_server_is_tried_again(string kind, int status, string code)
    {
        _stub.Put("records/a", StubCalls.Content);
        _stub.BreakFirst(kind, 1, _ => StubAnswer.Error(status, code));
        using var backend = new S3Backend(_stub.Options);
        await StubCalls.MakeAsync(backend, kind);
        Assert.Equal(2, _stub.Count(kind));
    }

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task A_mishap_on_the_way_is_tried_again(string kind, string mishap)
    {
        _stub.Put("records/a", StubCalls.Content);
        _stub.BreakFirst(kind, 1, answer => answer with { Mishap = Enum.Parse<StubMishap>(mishap) });
        using var backend = new S3Backend(_stub.OptionsFor(mishap));
        await StubCalls.MakeAsync(backend, kind);
        Assert.Equal(2, _stub.Count(kind));
    }

    [Fact]
    public async Task A_body_of_unannounced_length_is_read_whole()
    {
        _stub.Put("records/a", StubCalls.Content);
        _stub.After = (_, answer) =>
            (answer with { Body = Bytes("3\r\ncon\r\n4\r\ntent\r\n0\r\n\r\n") }).WithHeader(
                "Transfer-Encoding",
                "chunked"
            );
        using var backend = new S3Backend(_stub.Options);
        await StubCalls.MakeAsync(backend, "GET");
    }

    [Fact]
    public async Task Wrong_bytes_are_noticed_and_read_again()
    {
        using var backend = new S3Backend(_stub.Options);
        await backend.CreateAsync("records/a", Bytes(StubCalls.Content), Stop);
        _stub.BreakFirst("GET", 1, answer => answer with { Body = Bytes("cont3nt") });
        await StubCalls.MakeAsync(backend, "GET");
        Assert.Equal(2, _stub.Count("GET"));
    }

    [Fact]
    public async Task Wrong_bytes_are_noticed_where_the_tag_is_no_hash_of_them()
    {
        // As of an object that KMS encrypts: then nothing but our own hash tells.
        using var backend = new S3Backend(_stub.Options);
        await backend.CreateAsync("records/a", Bytes(StubCalls.Content), Stop);
        var left = 1;
        _stub.After = (request, answer) =>
            (
                request.Kind == "GET" && Interlocked.Decrement(ref left) >= 0
                    ? answer with
                    {
                        Body = Bytes("cont3nt"),
                    }
                    : answer
            ).WithHeader("ETag", "\"opaque-1\"");
        await StubCalls.MakeAsync(backend, "GET");
        Assert.Equal(2, _stub.Count("GET"));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
