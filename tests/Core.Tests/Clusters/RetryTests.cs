using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class RetryTests
{
    private static readonly ResourceAddress At = new(KnownResources.ConfigMaps, "ns", "one");

    /// <summary>Waits between tries are skipped; the limit of 60 s on a request is not.</summary>
    private readonly ManualTime _time = new() { SkipUpTo = TimeSpan.FromSeconds(59) };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Reading_is_tried_again(int status)
    {
        await using var api = await FailingAsync(2, status);
        using var client = Client(api);
        Assert.NotNull(await client.GetAsync(At, Stop));
        Assert.Equal(3, api.Requests.Count);
        Assert.Equal(2, client.Requests.Retries);
        Assert.Equal(3, client.Requests["GET configmaps"]);
        Assert.Equal(2, _time.Skipped.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(410)]
    [InlineData(422)]
    [InlineData(501)]
    public async Task What_does_not_pass_by_itself_is_not_tried_again(int status)
    {
        await using var api = await FailingAsync(1, status);
        using var client = Client(api);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(At, Stop));
        Assert.Equal(status, error.StatusCode);
        Assert.False(error.PassesByItself);
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task The_wait_that_the_api_asks_for_is_kept(int status)
    {
        await using var api = await FailingAsync(2, status, retryAfter: 7);
        using var client = Client(api);
        await client.GetAsync(At, Stop);
        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(7)], _time.Skipped);
    }

    [Fact]
    public async Task Waits_grow_and_stay_bounded()
    {
        await using var api = await FailingAsync(int.MaxValue, 503);
        using var client = Client(api, new KubeClientOptions { MaxRetries = 7, RetryTime = TimeSpan.FromHours(1) });
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(At, Stop));
        Assert.True(error.PassesByItself);
        Assert.Equal(8, api.Requests.Count);
        Assert.All(_time.Skipped, w => Assert.InRange(w, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(15)));
        Assert.True(_time.Skipped[^1] > _time.Skipped[0]);
    }

    [Fact]
    public async Task No_new_try_begins_after_the_time_for_retries()
    {
        await using var api = await FailingAsync(int.MaxValue, 429, retryAfter: 20);
        using var client = Client(api, new KubeClientOptions { RetryTime = TimeSpan.FromSeconds(45) });
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(At, Stop));
        Assert.Equal(TimeSpan.FromSeconds(20), error.RetryAfter);
        Assert.Equal(3, api.Requests.Count);
    }

    [Theory]
    [InlineData(429, 0, 2)]
    [InlineData(503, 1, 2)]
    [InlineData(503, 0, 1)]
    [InlineData(500, 0, 1)]
    [InlineData(500, 1, 1)]
    [InlineData(504, 0, 1)]
    public async Task Creating_is_tried_again_only_if_it_surely_was_not_taken(int status, int retryAfter, int requests)
    {
        await using var api = await FailingAsync(1, status, retryAfter);
        using var client = Client(api);
        var create = CreateAsync(client);
        if (requests == 1)
        {
            await Assert.ThrowsAsync<KubeApiException>(() => create);
        }
        else
        {
            await create;
        }

        Assert.Equal(requests, api.Requests.Count);
    }

    [Theory]
    [InlineData("application/merge-patch+json", 2)]
    [InlineData("application/json-patch+json", 1)]
    public async Task A_patch_is_tried_again_if_it_states_the_outcome(string type, int requests)
    {
        await using var api = await FailingAsync(1, 500);
        using var client = Client(api);
        var patch = client.PatchAsync(At, type, new JsonObject(), WriteOptions.Default, Stop);
        await Record.ExceptionAsync(() => patch);
        Assert.Equal(requests, api.Requests.Count);
    }

    [Fact]
    public async Task A_lost_connection_is_tried_again_when_reading_but_not_when_creating()
    {
        var lost = 0;
        await using var api = await LoopbackApi.StartAsync(context =>
        {
            if (Interlocked.Increment(ref lost) == 1)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("{}");
        });
        using var client = Client(api);
        Assert.NotNull(await client.GetAsync(At, Stop));
        Assert.Equal(2, api.Requests.Count);

        lost = 0;
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => CreateAsync(client));
        Assert.Equal("ClusterConnectionLost", error.ErrorId);
        Assert.False(error.NotTaken);
        Assert.Equal(3, api.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_in_its_body_is_asked_for_again()
    {
        var lost = 0;
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            if (Interlocked.Increment(ref lost) == 1)
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("{\"kind\":");
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            }

            await context.Response.WriteAsync("{}");
        });
        using var client = Client(api);
        Assert.NotNull(await client.GetAsync(At, Stop));
        Assert.Equal(1, client.Requests.Retries);
    }

    [Fact]
    public async Task A_server_that_was_never_there_is_reported_soon()
    {
        using var client = new KubeClient(ClusterAccess.To(UnusedAddress()), null, _time);
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => client.GetAsync(At, Stop));
        Assert.Equal("ClusterUnreachable", error.ErrorId);
        Assert.True(error.NotTaken);
        Assert.Equal(1, client.Requests.Retries);
    }

    [Fact]
    public async Task A_server_that_goes_away_for_a_while_is_waited_for_even_when_creating()
    {
        var address = UnusedAddress();
        using var listener = new HttpListener();
        listener.Prefixes.Add(address.AbsoluteUri);
        listener.Start();
        var answering = AnswerOneAsync(listener);
        using var client = new KubeClient(ClusterAccess.To(address), null, _time);
        await client.GetAsync(At, Stop);
        await answering;
        listener.Stop();
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => CreateAsync(client));
        Assert.True(error.NotTaken);
        Assert.Equal(client.Options.MaxRetries, client.Requests.Retries);
    }

    [Fact]
    public async Task The_limit_on_a_request_covers_its_body()
    {
        using var reached = new SemaphoreSlim(0);
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            reached.Release();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using var client = Client(api, new KubeClientOptions { MaxRetries = 0 });
        var asking = client.GetAsync(At, Stop);
        await reached.WaitAsync(Stop);
        _time.Advance(TimeSpan.FromSeconds(61));
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => asking);
        Assert.Equal("ClusterTimeout", error.ErrorId);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_at_once()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using var client = Client(api);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(At, cancel.Token));
        Assert.Equal(0, client.Requests.Retries);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_at_once()
    {
        var still = new ManualTime();
        await using var api = await FailingAsync(int.MaxValue, 503);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var options = new KubeClientOptions { OnRequest = _ => cancel.CancelAfter(TimeSpan.FromMilliseconds(50)) };
        using var client = new KubeClient(api.Access, options, still);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(At, cancel.Token));
    }

    [Fact]
    public async Task No_more_requests_than_allowed_are_in_flight()
    {
        var now = 0;
        var most = 0;
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            var here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            await context.Response.WriteAsync("{}");
        });
        using var client = Client(api, new KubeClientOptions { Parallelism = 3 });
        await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.GetAsync(At, Stop)));
        Assert.InRange(most, 1, 3);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    private static async Task AnswerOneAsync(HttpListener listener)
    {
        var context = await listener.GetContextAsync();
        context.Response.ContentLength64 = 2;
        context.Response.KeepAlive = false;
        await context.Response.OutputStream.WriteAsync("{}"u8.ToArray());
        context.Response.Close();
    }

    private static Uri UnusedAddress()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var port = ((IPEndPoint)socket.LocalEndpoint).Port;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
    }

    private static Task<KubeObject> CreateAsync(KubeClient client) =>
        client.CreateAsync(
            At with
            {
                Name = null,
            },
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = "one" } },
            WriteOptions.Default,
            Stop
        );

    /// <summary>An API that fails a number of times and then works.</summary>
    private static Task<LoopbackApi> FailingAsync(int times, int status, int retryAfter = 0)
    {
        var left = times;
        return LoopbackApi.StartAsync(context =>
        {
            if (Interlocked.Decrement(ref left) < 0)
            {
                return context.Response.WriteAsync("{}");
            }

            context.Response.StatusCode = status;
            if (retryAfter > 0)
            {
                context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
            }

            return context.Response.WriteAsync("<html>busy</html>");
        });
    }

    private KubeClient Client(LoopbackApi api, KubeClientOptions? options = null) => new(api.Access, options, _time);
}
