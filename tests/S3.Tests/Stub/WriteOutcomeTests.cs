using System.Text;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>A write says truly whether it was this call that wrote, whatever happened to its answers.</summary>
public sealed class WriteOutcomeTests : IAsyncDisposable
{
    private readonly StubStore _stub = new();
    private readonly S3Backend _backend;

    public WriteOutcomeTests() => _backend = new S3Backend(_stub.OptionsFor(nameof(StubMishap.Silence)));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _backend.Dispose();
        return _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("Silence")]
    [InlineData("Reset")]
    public async Task A_creation_that_landed_though_its_answer_was_lost_is_ours(string mishap)
    {
        await LoseFirstAnswerAsync(mishap);
        Assert.True(await _backend.CreateAsync("manager.json", Bytes("ours"), Stop));
        Assert.Equal((2, 1), (_stub.Count("PUT"), _stub.Count("HEAD")));
        Assert.Equal("ours", await TextAsync());
    }

    [Theory]
    [InlineData("Silence")]
    [InlineData("Reset")]
    public async Task A_replacement_that_landed_though_its_answer_was_lost_is_ours(string mishap)
    {
        _stub.Put("manager.json", "before");
        var tag = (await _backend.ReadAsync("manager.json", Stop))!.Tag;
        await LoseFirstAnswerAsync(mishap);
        Assert.True(await _backend.ReplaceAsync("manager.json", Bytes("ours"), tag, Stop));
        Assert.Equal((2, 1), (_stub.Count("PUT"), _stub.Count("HEAD")));
        Assert.Equal("ours", await TextAsync());
    }

    [Fact]
    public async Task A_creation_whose_first_try_was_lost_on_the_way_there_may_still_lose()
    {
        // The answer of the first try is lost without its effect; meanwhile another creates the item with the very same content.
        await _backend.FindGuaranteesAsync(Stop);
        var first = 0;
        _stub.Before = request =>
        {
            if (request.Kind != "PUT" || Interlocked.Exchange(ref first, 1) != 0)
            {
                return Task.FromResult<StubAnswer?>(null);
            }

            _stub.Put("manager.json", "same");
            return Task.FromResult<StubAnswer?>(new StubAnswer(200) { Mishap = StubMishap.Reset });
        };
        Assert.False(await _backend.CreateAsync("manager.json", Bytes("same"), Stop));
    }

    [Fact]
    public async Task A_server_error_after_the_write_is_a_success()
    {
        _stub.BreakFirst("PUT", 1, _ => StubAnswer.Error(500, "InternalError"));
        using var impatient = new S3Backend(_stub.Options with { MaxRetries = 0 });
        Assert.True(await impatient.CreateAsync("manager.json", Bytes("ours"), Stop));
        Assert.Equal((1, 1), (_stub.Count("PUT"), _stub.Count("HEAD")));
    }

    [Fact]
    public async Task A_conflict_with_a_write_under_way_is_tried_again()
    {
        var conflicts = 2;
        _stub.Before = request =>
            Task.FromResult(
                request.Kind == "PUT" && !request.IsProbe && Interlocked.Decrement(ref conflicts) >= 0
                    ? StubAnswer.Error(409, "ConditionalRequestConflict")
                    : null
            );
        Assert.True(await _backend.CreateAsync("manager.json", Bytes("ours"), Stop));
        Assert.Equal(3, _stub.Count("PUT"));
        Assert.Equal("ours", await TextAsync());
    }

    [Fact]
    public async Task A_replacement_of_what_is_gone_meanwhile_loses()
    {
        _stub.Refuse("PUT", StubAnswer.Error(404, "NoSuchKey"));
        Assert.False(await _backend.ReplaceAsync("manager.json", Bytes("ours"), "tag", Stop));
    }

    [Fact]
    public async Task A_replacement_asks_for_the_tag_without_quotes()
    {
        _stub.Put("manager.json", "before");
        var tag = (await _backend.ReadAsync("manager.json", Stop))!.Tag;
        await _backend.ReplaceAsync("manager.json", Bytes("ours"), tag, Stop);
        Assert.DoesNotContain('"', tag);
        Assert.Equal(tag, _stub.Requests[^1].Header("If-Match"));
    }

    [Fact]
    public async Task A_server_that_insists_on_quotes_gets_them_at_the_second_try()
    {
        _stub.Put("manager.json", "before");
        var tag = (await _backend.ReadAsync("manager.json", Stop))!.Tag;
        _stub.Before = request =>
            Task.FromResult(
                request.Header("If-Match") is not { } given ? null
                : given == $"\"{tag}\"" ? new StubAnswer(200)
                : StubAnswer.Error(412, "PreconditionFailed")
            );
        Assert.True(await _backend.ReplaceAsync("manager.json", Bytes("ours"), tag, Stop));
        Assert.Equal(2, _stub.Count("PUT"));
    }

    private async Task LoseFirstAnswerAsync(string mishap)
    {
        await _backend.FindGuaranteesAsync(Stop);
        _stub.BreakFirst("PUT", 1, answer => answer with { Mishap = Enum.Parse<StubMishap>(mishap) });
    }

    private async Task<string> TextAsync() =>
        Encoding.UTF8.GetString((await _backend.ReadAsync("manager.json", Stop))!.Bytes.Span);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
