using System.Text;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>Answers that fail, break off, stall or lie every time: the last try is told, within the bound.</summary>
public sealed class LastingFaultTests : IAsyncDisposable
{
    private readonly StubStore _stub = new();

    public static TheoryData<string, int, string> Errors => StubCalls.Errors;

    public static TheoryData<string, string> Mishaps => StubCalls.Mishaps;

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_of_the_server_is_told_after_the_last_try(string kind, int status, string code)
    {
        _stub.Refuse(kind, StubAnswer.Error(status, code));
        var error = await BackendErrors.FailsAsync(
            "BackendUnavailable",
            _stub.Options,
            backend => StubCalls.MakeAsync(backend, kind)
        );
        Assert.Contains(code, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, _stub.Count(kind));
    }

    [Theory]
    [MemberData(nameof(Mishaps))]
    public async Task A_mishap_on_the_way_is_told_after_the_last_try(string kind, string mishap)
    {
        _stub.Put("records/a", StubCalls.Content);
        _stub.BreakFirst(kind, int.MaxValue, answer => answer with { Mishap = Enum.Parse<StubMishap>(mishap) });
        await BackendErrors.FailsAsync(
            StubStore.IsSlow(mishap) ? "BackendTimeout" : "BackendUnavailable",
            _stub.OptionsFor(mishap),
            backend => StubCalls.MakeAsync(backend, kind)
        );
        Assert.Equal(2, _stub.Count(kind));
    }

    [Fact]
    public async Task Wrong_bytes_are_damage_after_the_last_try()
    {
        using var backend = new S3Backend(_stub.Options);
        var content = Encoding.UTF8.GetBytes(StubCalls.Content);
        await backend.CreateAsync("records/a", content, TestContext.Current.CancellationToken);
        _stub.BreakFirst("GET", int.MaxValue, answer => answer with { Body = Encoding.UTF8.GetBytes("cont3nt") });
        var read = await backend.ReadAsync("records/a", TestContext.Current.CancellationToken);
        Assert.NotNull(read!.Damage);
        Assert.Equal(0, read.Bytes.Length);
        Assert.Equal(2, _stub.Count("GET"));
    }
}
