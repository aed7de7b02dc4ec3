using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>The probe of conditional writes on servers of all sorts.</summary>
public sealed class ProbeTests : IAsyncDisposable
{
    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Fact]
    public async Task It_tries_both_conditions_and_leaves_nothing_behind()
    {
        using var backend = new S3Backend(_stub.Options);
        Assert.True((await backend.FindGuaranteesAsync(Stop)).ExactWrites);

        var puts = _stub.Probes.Where(request => request.Kind == "PUT").ToList();
        Assert.Equal(["*", "*", null], puts.Select(put => put.Header("If-None-Match")));
        Assert.All(puts, put => Assert.StartsWith("/bucket/state/.rm-probe-", put.Key, StringComparison.Ordinal));
        Assert.Equal(puts[0].Key, Assert.Single(_stub.Probes, request => request.Kind == "DELETE").Key);
        Assert.Equal(5, _stub.Probes.Count);
    }

    [Theory]
    [InlineData("If-None-Match")]
    [InlineData("If-Match")]
    public async Task A_server_that_ignores_one_of_the_conditions_does_not_write_exactly(string ignored)
    {
        _stub.Before = request =>
            Task.FromResult(request.Kind == "PUT" && request.Header(ignored) is not null ? new StubAnswer(200) : null);
        using var backend = new S3Backend(_stub.Options);
        Assert.False((await backend.FindGuaranteesAsync(Stop)).ExactWrites);
    }

    [Theory]
    [InlineData("If-None-Match")]
    [InlineData("If-Match")]
    public async Task A_server_that_knows_no_such_condition_is_written_to_without(string unknown)
    {
        _stub.Before = request =>
            Task.FromResult(
                request.Kind == "PUT" && request.Header(unknown) is not null
                    ? StubAnswer.Error(501, "NotImplemented")
                    : null
            );
        using var backend = new S3Backend(_stub.Options);
        Assert.False((await backend.FindGuaranteesAsync(Stop)).ExactWrites);
        Assert.True(await backend.CreateAsync("manager.json", default, Stop));
        Assert.False(await backend.CreateAsync("manager.json", default, Stop));
    }

    [Fact]
    public async Task A_server_that_refuses_the_removal_of_the_probe_is_used_all_the_same()
    {
        _stub.Before = request =>
            Task.FromResult(request.Kind == "DELETE" ? StubAnswer.Error(403, "AccessDenied") : null);
        using var backend = new S3Backend(_stub.Options);
        Assert.True(await backend.CreateAsync("manager.json", default, Stop));
        Assert.True((await backend.FindGuaranteesAsync(Stop)).ExactWrites);
    }

    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(501, "NotImplemented")]
    public async Task A_server_that_does_not_tell_of_versions_leaves_that_open(int status, string code)
    {
        _stub.Before = request => Task.FromResult(request.Kind == "VERSIONING" ? StubAnswer.Error(status, code) : null);
        using var backend = new S3Backend(_stub.Options);
        Assert.Null((await backend.FindGuaranteesAsync(Stop)).KeepsVersions);
    }

    [Theory]
    [InlineData("Enabled", true)]
    [InlineData("Suspended", false)]
    public async Task Versions_are_kept_where_versioning_is_enabled(string status, bool keeps)
    {
        _stub.Before = request =>
            Task.FromResult(
                request.Kind == "VERSIONING"
                    ? new StubAnswer(
                        200,
                        $"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"
                    )
                    : null
            );
        using var backend = new S3Backend(_stub.Options);
        Assert.Equal(keeps, (await backend.FindGuaranteesAsync(Stop)).KeepsVersions);
    }

    [Fact]
    public async Task A_probe_that_failed_is_made_anew_by_the_next_who_needs_it()
    {
        var down = true;
        _stub.Before = request => Task.FromResult(down ? StubAnswer.Error(403, "AccessDenied") : null);
        using var backend = new S3Backend(_stub.Options);
        var error = await Assert.ThrowsAsync<Core.Backends.BackendException>(() =>
            backend.CreateAsync("manager.json", default, Stop)
        );
        Assert.Equal("BackendNotWritable", error.ErrorId);

        down = false;
        Assert.True(await backend.CreateAsync("manager.json", default, Stop));
    }

    [Fact]
    public async Task Who_gives_up_on_the_probe_takes_it_from_nobody()
    {
        var asked = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _stub.Before = async request =>
        {
            if (request.Kind == "VERSIONING")
            {
                asked.TrySetResult();
                await go.Task;
            }

            return null;
        };
        using var backend = new S3Backend(_stub.Options);
        using var patience = new CancellationTokenSource();
        var first = backend.CreateAsync("a", default, patience.Token);
        var second = backend.CreateAsync("b", default, Stop);
        await asked.Task;
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();
        Assert.True(await second);
        Assert.Single(_stub.Probes, request => request.Kind == "VERSIONING");
    }
}
