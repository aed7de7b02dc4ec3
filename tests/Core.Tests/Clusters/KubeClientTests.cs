using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ReleaseManager.Core.Clusters;
using Xunit;

namespace ReleaseManager.Core.Tests.Clusters;

public sealed class KubeClientTests
{
    private static readonly ResourceAddress At = new(KnownResources.Secrets, "ns", "one");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_what_the_api_documents()
    {
        await using var api = await AnsweringAsync("{}");
        using var client = new KubeClient(ClusterAccess.To(new Uri(api.Server, "/k8s/clusters/x/")));
        var write = new WriteOptions
        {
            FieldManager = "helm & co",
            DryRun = true,
            FieldValidation = "Strict",
            Force = true,
        };
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "one" } };
        await client.GetAsync(At, Stop);
        await client.GetAsync(new ResourceAddress(KnownResources.Namespaces, null, "system:x"), Stop);
        await client.CreateAsync(At with { Name = null }, body, write, Stop);
        await client.ReplaceAsync(At, body, write, Stop);
        await client.ApplyAsync(At, body, write, Stop);
        await client.PatchAsync(At with { Subresource = "status" }, "application/merge-patch+json", body, write, Stop);
        await client.DeleteAsync(At, new DeleteOptions { Uid = "u", PropagationPolicy = "Orphan" }, Stop);
        await client.ReadPodLogAsync("ns", "pod", "main", 20, Stop);
        const string Root = "/k8s/clusters/x/api/v1/namespaces/ns";
        const string Writing = "fieldManager=helm%20%26%20co&dryRun=All&fieldValidation=Strict";
        Assert.Equal(
            [
                $"GET {Root}/secrets/one",
                "GET /k8s/clusters/x/api/v1/namespaces/system:x",
                $"POST {Root}/secrets?{Writing}",
                $"PUT {Root}/secrets/one?{Writing}",
                $"PATCH {Root}/secrets/one?fieldManager=helm%20%26%20co&force=true&dryRun=All&fieldValidation=Strict",
                $"PATCH {Root}/secrets/one/status?{Writing}",
                $"DELETE {Root}/secrets/one",
                $"GET {Root}/pods/pod/log?container=main&tailLines=20&limitBytes=1048576",
            ],
            api.Requests.Select(r => $"{r.Method} {r.Path}")
        );
        Assert.Equal("application/apply-patch+yaml", api.Requests[4].Headers["Content-Type"]);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Orphan","preconditions":{"uid":"u"}}""",
            api.Requests[6].Body
        );
        Assert.Equal(
            [
                "APPLY secrets",
                "CREATE secrets",
                "DELETE secrets",
                "GET namespaces",
                "GET pods/log",
                "GET secrets",
                "PATCH secrets/status",
                "UPDATE secrets",
            ],
            client.Requests.Snapshot().Keys
        );
        Assert.Equal(8, client.Requests.Total);
    }

    [Fact]
    public async Task What_is_applied_can_be_read_as_YAML_of_which_surrogate_pairs_are_no_part()
    {
        await using var api = await AnsweringAsync("{}");
        using var client = new KubeClient(ClusterAccess.To(api.Server));
        var text = "a\\ud83d\\ude80 \U0001F680\"\\\U0001F600 \u00e9\u0001<>&\u2028";
        var body = new JsonObject { ["text"] = text, ["\U0001F680"] = 1 };
        await client.ApplyAsync(At, body, new WriteOptions { FieldManager = "helm" }, Stop);
        var sent = api.Requests.Single().Body;
        Assert.Equal(text, JsonNode.Parse(sent)!["text"]!.GetValue<string>());
        Assert.Contains("\U0001F680", sent, StringComparison.Ordinal);
        Assert.Contains("\"\U0001F680\":1", sent, StringComparison.Ordinal);
        Assert.Equal(1, sent.Split("\\ud83d").Length - 1);
    }

    [Fact]
    public async Task Lists_are_paged_and_say_what_they_ask_for()
    {
        await using var api = await LoopbackApi.StartAsync(context =>
            context.Response.WriteAsync(
                context.Request.Query["continue"] == "to/ken="
                    ? """{"items":[{"metadata":{"name":"c"}}],"metadata":{"resourceVersion":"9"}}"""
                    : """
                    {"kind":"SecretList","apiVersion":"v1","metadata":{"continue":"to/ken=","resourceVersion":"9","remainingItemCount":1},
                     "items":[{"metadata":{"name":"a"},"data":{"release":"AAEC"}}, {"metadata":{"name":"b"}}]}
                    """
            )
        );
        using var client = new KubeClient(api.Access);
        var pages = new List<ListPage>();
        var options = new ListOptions
        {
            LabelSelector = "owner=helm,a!=b",
            FieldSelector = "type=x",
            PageSize = 2,
            OnPage = pages.Add,
        };
        var all = new List<KubeObject>();
        await foreach (var item in client.ListAsync(KnownResources.Secrets, "ns", options, Stop))
        {
            all.Add(item);
        }

        Assert.Equal(["a", "b", "c"], all.Select(o => o.Name));
        Assert.Equal([0, 1, 2], all[0].GetBase64("data", "release")!);
        Assert.Equal([new ListPage(2, 1, "9"), new ListPage(1, null, "9")], pages);
        const string Query = "?limit=2&{0}labelSelector=owner%3Dhelm%2Ca%21%3Db&fieldSelector=type%3Dx";
        Assert.Equal(
            [
                "/api/v1/namespaces/ns/secrets" + Query.Replace("{0}", "", StringComparison.Ordinal),
                "/api/v1/namespaces/ns/secrets"
                    + Query.Replace("{0}", "continue=to%2Fken%3D&", StringComparison.Ordinal),
            ],
            api.Requests.Select(r => r.Path)
        );
        Assert.Equal("v1", all[2].ToJsonObject()["apiVersion"]!.ToString());
        Assert.Equal("Secret", all[2].ToJsonObject()["kind"]!.ToString());
    }

    [Theory]
    [InlineData("""{"items":null,"metadata":{}}""")]
    [InlineData("""{"metadata":{"continue":""},"items":[]}""")]
    public async Task An_empty_list_may_be_written_in_several_ways(string json)
    {
        await using var api = await AnsweringAsync(json);
        using var client = new KubeClient(api.Access);
        await foreach (var item in client.ListAsync(KnownResources.Secrets, null, ListOptions.Default, Stop))
        {
            Assert.Fail(item.Name);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"kind":"Status","metadata":{},"status":"Success"}""")]
    [InlineData("""{"items":{},"metadata":{}}""")]
    [InlineData("""{"items":[{"metadata":{"name":"a"}}]""")]
    [InlineData("")]
    public async Task What_does_not_say_what_is_on_it_is_no_empty_list(string json)
    {
        await using var api = await AnsweringAsync(json);
        using var client = new KubeClient(api.Access);
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(async () =>
            await client.ListAsync(KnownResources.Secrets, null, ListOptions.Default, Stop).ToListAsync(Stop)
        );
        Assert.Equal("ClusterAnswerUnreadable", error.ErrorId);
    }

    [Fact]
    public async Task A_list_of_metadata_asks_for_metadata()
    {
        await using var api = await AnsweringAsync("""{"items":[{"metadata":{"name":"a"}}]}""");
        using var client = new KubeClient(api.Access);
        await foreach (var item in client.ListMetadataAsync(KnownResources.Secrets, null, ListOptions.Default, Stop))
        {
            Assert.Equal("a", item.Name);
        }

        Assert.Equal(
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
            api.Requests[0].Headers["Accept"]
        );
        Assert.Equal(1, client.Requests["LIST-META secrets"]);
    }

    [Fact]
    public async Task Objects_outlive_their_page()
    {
        var page = 0;
        await using var api = await LoopbackApi.StartAsync(context =>
        {
            var n = Interlocked.Increment(ref page);
            var next = n < 5 ? "x" : "";
            return context.Response.WriteAsync(
                $$$"""
                {"metadata":{"continue":"{{{next}}}"},
                 "items":[{"metadata":{"name":"n{{{n}}}"},"data":{"x":"{{{new string('A', 40_000)}}}"}}]}
                """
            );
        });
        using var client = new KubeClient(api.Access);
        var all = new List<KubeObject>();
        await foreach (var item in client.ListAsync(KnownResources.Secrets, null, ListOptions.Default, Stop))
        {
            all.Add(item);
        }

        Assert.Equal(["n1", "n2", "n3", "n4", "n5"], all.Select(o => o.Name));
        Assert.All(all, o => Assert.Equal(30_000, o.GetBase64("data", "x")!.Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Compression_can_be_chosen(bool compression)
    {
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            if (!context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("""{"gitVersion":"v1.2.3"}""");
                return;
            }

            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync("""{"gitVersion":"v1.2.3"}"""u8.ToArray());
        });
        using var client = new KubeClient(api.Access, new KubeClientOptions { Compression = compression });
        Assert.Equal("v1.2.3", (await client.GetVersionAsync(Stop)).GitVersion);
        Assert.Equal(compression, api.Requests[0].Headers.ContainsKey("Accept-Encoding"));
        Assert.Equal(23, client.Requests.BytesReceived);
    }

    [Fact]
    public async Task Warnings_and_traces_are_handed_on()
    {
        var warnings = new List<string>();
        var traces = new List<RequestTrace>();
        await using var api = await LoopbackApi.StartAsync(context =>
        {
            context.Response.Headers.Append("Warning", "299 - \"policy/v1beta1 is \\\"old\\\"\"");
            context.Response.Headers.Append("Warning", "299 - \"unknown field \\\"x\\\"\"");
            return context.Response.WriteAsync("{}");
        });
        var options = new KubeClientOptions { OnWarning = warnings.Add, OnRequest = traces.Add };
        using var client = new KubeClient(api.Access, options);
        await client.GetAsync(At, Stop);
        Assert.Equal(["policy/v1beta1 is \"old\"", "unknown field \"x\""], warnings);
        var trace = Assert.Single(traces);
        Assert.Equal(
            ("GET", "/api/v1/namespaces/ns/secrets/one", 200, 1),
            (trace.Method, trace.Path, trace.Status, trace.Attempt)
        );
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("")]
    public async Task A_name_that_would_change_the_path_is_refused(string name)
    {
        await using var api = await AnsweringAsync("{}");
        using var client = new KubeClient(api.Access);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(At with { Name = name }, Stop));
        Assert.True(error.IsInvalid);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_not_quoted()
    {
        await using var api = await AnsweringAsync("<html>hunter2</html>");
        using var client = new KubeClient(api.Access);
        var error = await Assert.ThrowsAsync<ClusterConnectionException>(() => client.GetVersionAsync(Stop));
        Assert.Equal("ClusterAnswerUnreadable", error.ErrorId);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_tells_all_but_values()
    {
        await using var api = await AnsweringAsync(
            """
            {"kind":"Status","status":"Failure","reason":"Invalid","code":422,
             "message":"Deployment.apps \"web\" is invalid: spec.a: Invalid value: \"hunter2\": bad",
             "details":{"kind":"Deployment","name":"web","retryAfterSeconds":3,"causes":[
               {"reason":"FieldValueInvalid","message":"Invalid value: \"hunter2\": bad","field":"spec.a"},
               {"reason":"FieldValueRequired","message":"Required value","field":"spec.b"}]}}
            """,
            422
        );
        using var client = new KubeClient(api.Access);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(At, Stop));
        Assert.Equal("ApiInvalid", error.ErrorId);
        Assert.True(error.IsInvalid);
        Assert.Equal("Deployment", error.AboutKind);
        Assert.Equal(TimeSpan.FromSeconds(3), error.RetryAfter);
        Assert.Equal(["spec.a", "spec.b"], error.Causes.Select(c => c.Field));
        Assert.Contains("secrets \"one\" in namespace \"ns\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("spec.b: Required value", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminating_namespace_passes_by_itself()
    {
        await using var api = await AnsweringAsync(
            """
            {"kind":"Status","reason":"Forbidden","code":403,"message":"because it is being terminated",
             "details":{"causes":[{"reason":"NamespaceTerminating","message":"x","field":"metadata.namespace"}]}}
            """,
            403
        );
        using var client = new KubeClient(api.Access);
        var error = await Assert.ThrowsAsync<KubeApiException>(() => client.GetAsync(At, Stop));
        Assert.True(error.IsForbidden);
        Assert.True(error.PassesByItself);
    }

    [Fact]
    public async Task A_watch_gives_events_skips_half_lines_and_ends_with_its_connection()
    {
        using var seenAll = new SemaphoreSlim(0);
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            await context.Response.WriteAsync(
                """
                {"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"5"}}}
                {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"8"}}}
                {"type":"MODI
                """
            );
            await context.Response.Body.FlushAsync();
            await seenAll.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        using var client = new KubeClient(api.Access);
        var seen = new List<string>();
        var options = new WatchOptions
        {
            ResourceVersion = "4",
            LabelSelector = "owner=helm",
            Duration = TimeSpan.FromMinutes(1),
        };
        await foreach (var change in client.WatchAsync(KnownResources.Secrets, null, options, Stop))
        {
            seen.Add($"{change.Type} {change.Changed.Name} {change.Changed.ResourceVersion}");
            if (seen.Count == 2)
            {
                seenAll.Release();
            }
        }

        Assert.Equal(["Added a 5", "Bookmark  8"], seen);
        Assert.Equal(
            "/api/v1/secrets?watch=true&allowWatchBookmarks=true&resourceVersion=4&labelSelector=owner%3Dhelm&timeoutSeconds=60",
            api.Requests[0].Path
        );
    }

    [Fact]
    public async Task A_watch_from_too_long_ago_is_expired_whether_told_by_status_or_by_event()
    {
        const string Gone = """{"kind":"Status","reason":"Expired","code":410,"message":"too old resource version"}""";
        await using var byEvent = await AnsweringAsync("{\"type\":\"ERROR\",\"object\":" + Gone + "}\n");
        await using var byStatus = await AnsweringAsync(Gone, 410);
        foreach (var api in (LoopbackApi[])[byEvent, byStatus])
        {
            using var client = new KubeClient(api.Access);
            var error = await Assert.ThrowsAsync<KubeApiException>(async () =>
            {
                await foreach (var _ in client.WatchAsync(KnownResources.Secrets, null, new WatchOptions(), Stop))
                {
                    Assert.Fail("There is nothing to tell.");
                }
            });
            Assert.True(error.IsExpired);
        }
    }

    [Fact]
    public async Task Cancelling_ends_a_watch()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var api = await LoopbackApi.StartAsync(async context =>
        {
            await context.Response.WriteAsync("""{"type":"ADDED","object":{"metadata":{"name":"a"}}}""" + "\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using var client = new KubeClient(api.Access);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.WatchAsync(KnownResources.Secrets, null, new WatchOptions(), cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
    }

    private static Task<LoopbackApi> AnsweringAsync(string json, int status = 200) =>
        LoopbackApi.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json));
        });
}
