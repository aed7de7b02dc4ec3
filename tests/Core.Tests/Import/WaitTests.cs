using System.Text.Json.Nodes;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

/// <summary>An import that waits: between the objects and the post-install hooks, as Helm does, and with words where it was in vain.</summary>
public sealed class WaitTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/shop/deployments";
    private const string Hold = "sandbox.releasemanager/hold";

    private static readonly ReleaseImportSettings Waiting = new() { Wait = true };
    private static readonly ReleaseImportSettings Impatient = new()
    {
        Wait = true,
        ReleaseTimeout = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task What_is_ready_at_once_is_looked_at_and_not_watched()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(StatefulSet, Service, ImportTests.ConfigMap("settings")));

        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync(Waiting)).Outcome);

        Assert.Equal(
            ["services", "statefulsets"],
            Looks(bench, "list").Select(request => request.Resource).Order(StringComparer.Ordinal)
        );
        Assert.Empty(Looks(bench, "watch"));
    }

    [Fact]
    public async Task Without_being_asked_it_does_not_wait()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(Deployment("web", hold: true)));

        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync()).Outcome);

        Assert.Empty(Looks(bench, "list"));
    }

    [Fact]
    public async Task Post_install_hooks_come_when_all_is_ready()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(Deployment("web", hold: true)));
        bench.Cluster.Faults.Before(1, (_, _) => ReleaseAsync(bench, "web"), Is("watch", "deployments"));

        var result = Assert.Single(await bench.ImportAsync(Waiting));

        Assert.Equal((ReleaseImportOutcome.Restored, 1), (result.Outcome, result.HooksRun));
        var requests = bench.Cluster.Requests.ToList();
        Assert.True(
            requests.FindIndex(Is("watch", "deployments").Invoke) < requests.FindIndex(Is("create", "jobs").Invoke)
        );
        await ImportTests.AssertRecordsAsync(bench, "shop");
    }

    [Fact]
    public async Task What_is_not_ready_in_time_fails_the_release_and_the_message_says_what_it_lacks_and_what_happened()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Workloads = false });
        await bench.SaveAsync(Release(Deployment("web"), Claim("data"), Service));
        await AddEventAsync(bench, "PersistentVolumeClaim", "data", 1, "ProvisioningFailed", "no such\n storage class");
        for (var number = 2; number <= 5; number++)
        {
            await AddEventAsync(bench, "Deployment", "web", number, $"Event{number}", new string('x', 1000));
        }

        var result = Assert.Single(await bench.ImportAsync(Impatient));

        Assert.Equal(
            (ReleaseImportOutcome.Failed, "ReleaseNotReady", 0),
            (result.Outcome, result.ErrorId, result.HooksRun)
        );
        Assert.StartsWith(
            "Release shop/web was not ready after 0.1 seconds: ",
            result.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Deployment shop/web: there is no ReplicaSet of its current template yet",
            result.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "PersistentVolumeClaim shop/data: its phase is unknown, not Bound; events of PersistentVolumeClaim data: "
                + "ProvisioningFailed: no such storage class",
            result.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Event2", result.Message, StringComparison.Ordinal);
        Assert.Contains("Event5: xxx", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 301), result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Service", result.Message, StringComparison.Ordinal);
        Assert.Contains("run the same import again", result.Advice, StringComparison.Ordinal);
        var record = await bench.GetAsync("/api/v1/namespaces/shop/secrets/sh.helm.release.v1.web.v1");
        Assert.Equal("failed", ImportTests.Decode(record!).Status);
        Assert.Empty(await bench.ListAsync("/apis/batch/v1/namespaces/shop/jobs"));
    }

    [Fact]
    public async Task Of_a_workload_the_newest_Pod_that_is_not_ready_is_told_of()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Workloads = false });
        await bench.SaveAsync(Release(Deployment("web")));
        await AddPodAsync(bench, "web-1", """{"running":{}}""");
        await AddPodAsync(bench, "web-2", """{"waiting":{"reason":"ImagePullBackOff","message":"hunter2"}}""");
        await AddEventAsync(bench, "Pod", "web-2", 1, "Failed", "Failed to pull image");

        var result = Assert.Single(await bench.ImportAsync(Impatient));

        Assert.Contains(
            "; Pod web-2: container app waiting: ImagePullBackOff; events of Pod web-2: Failed: Failed to pull image",
            result.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("web-1", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_objects_a_few_are_told_of()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Workloads = false });
        await bench.SaveAsync(Release([.. Enumerable.Range(1, 7).Select(number => Claim($"data-{number}"))]));

        var result = Assert.Single(await bench.ImportAsync(Impatient));

        Assert.Contains("data-5", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("data-6", result.Message, StringComparison.Ordinal);
        Assert.EndsWith("; and 2 more", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_events_or_Pods_may_not_be_read_that_is_said()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Workloads = false });
        await bench.SaveAsync(Release(Deployment("web")));
        bench.Cluster.Faults.Forbid(request => request.Resource is "events" or "pods");

        var result = Assert.Single(await bench.ImportAsync(Impatient));

        Assert.Equal("ReleaseNotReady", result.ErrorId);
        Assert.EndsWith(
            "; its Pods cannot be read (ApiForbidden); its events cannot be read (ApiForbidden)",
            result.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_import_that_waited_in_vain_waits_again_when_it_is_run_again()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(Deployment("web", hold: true)));
        Assert.Equal("ReleaseNotReady", Assert.Single(await bench.ImportAsync(Impatient)).ErrorId);
        Assert.Equal("ReleaseNotReady", Assert.Single(await bench.ImportAsync(Impatient)).ErrorId);
        await ReleaseAsync(bench, "web");

        var result = Assert.Single(await bench.ImportAsync(Waiting));

        Assert.Equal(
            (ReleaseImportAction.Resume, ReleaseImportOutcome.Restored, 1),
            (result.Action, result.Outcome, result.HooksRun)
        );
    }

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, false, null)]
    [InlineData(false, true, "ReleaseFailedToStart")]
    [InlineData(true, true, "ReleaseFailedToStart")]
    public async Task A_failed_Job_ends_the_wait_at_once_if_Jobs_are_waited_for(bool wait, bool jobs, string? error)
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(FailingJob));

        // Five minutes would be too long for this test.
        var result = Assert.Single(
            await bench.ImportAsync(new ReleaseImportSettings { Wait = wait, WaitForJobs = jobs })
        );

        Assert.Equal(error, result.ErrorId);
        if (error is not null)
        {
            Assert.StartsWith(
                "Release shop/web failed to start: Job shop/load: 1 of its Pods failed, its backoffLimit is 0; condition Failed=True (BackoffLimitExceeded",
                result.Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task While_watching_is_forbidden_it_asks_again()
    {
        await using var bench = await ImportBench.StartAsync();
        await bench.SaveAsync(Release(Deployment("web", hold: true)));
        bench.Cluster.Faults.Forbid(request => request.Verb == "watch");
        var seen = 0;
        bench.Cluster.Faults.Before(
            1,
            (_, _) => ReleaseAsync(bench, "web"),
            request => Is("list", "deployments")(request) && ++seen == 2
        );

        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync(Waiting)).Outcome);
    }

    [Fact]
    public async Task A_hook_s_Job_is_seen_to_end_by_a_watch()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Workloads = false });
        await bench.SaveAsync(Release(ImportTests.ConfigMap("settings")));
        bench.Cluster.Faults.Before(
            1,
            (_, _) =>
                PatchAsync(
                    bench,
                    "/apis/batch/v1/namespaces/shop/jobs/after/status",
                    """{"status":{"conditions":[{"type":"Complete","status":"True"}]}}"""
                ),
            Is("watch", "jobs")
        );

        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync()).Outcome);

        Assert.Single(bench.Cluster.Requests, request => request is { Resource: "jobs", Verb: "list" });
    }

    [Fact]
    public async Task A_hook_s_Job_that_somebody_deletes_is_taken_for_done()
    {
        await using var bench = await ImportBench.StartAsync(new SandboxOptions { Workloads = false });
        await bench.SaveAsync(Release(ImportTests.ConfigMap("settings")));
        bench.Cluster.Faults.Before(
            1,
            async (_, stop) =>
            {
                using var client = bench.Cluster.CreateClient();
                var path = new Uri("/apis/batch/v1/namespaces/shop/jobs/after", UriKind.Relative);
                using var answer = await client.DeleteAsync(path, stop);
            },
            Is("watch", "jobs")
        );

        Assert.Equal(ReleaseImportOutcome.Restored, Assert.Single(await bench.ImportAsync()).Outcome);
    }

    private static IEnumerable<SandboxRequest> Looks(ImportBench bench, string verb) =>
        bench.Cluster.Requests.Where(request =>
            request.Verb == verb
            && request.Namespace == "shop"
            && request.Resource is not ("secrets" or "configmaps" or "jobs")
        );

    private static Func<SandboxRequest, bool> Is(string verb, string resource) =>
        request => request.Verb == verb && request.Resource == resource;

    private static Task ReleaseAsync(ImportBench bench, string name) =>
        PatchAsync(bench, $"{Deployments}/{name}", $$$"""{"metadata":{"annotations":{"{{{Hold}}}":null} } }""");

    private static async Task PatchAsync(ImportBench bench, string path, string patch)
    {
        using var client = bench.Cluster.CreateClient();
        using var content = new StringContent(patch, System.Text.Encoding.UTF8, "application/merge-patch+json");
        using var answer = await client.PatchAsync(new Uri(path, UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task AddPodAsync(ImportBench bench, string name, string state)
    {
        await EnsureNamespaceAsync(bench);
        var pod = JsonNode.Parse(
            $$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","labels":{"app":"web"} },
             "spec":{"containers":[{"name":"app","image":"i"}]} }
            """
        )!;
        await bench.PostAsync("/api/v1/namespaces/shop/pods", pod.AsObject());
        var ready = name == "web-1" ? "True" : "False";
        await PatchAsync(
            bench,
            $"/api/v1/namespaces/shop/pods/{name}/status",
            $$$"""
            {"status":{"phase":"Pending","conditions":[{"type":"Ready","status":"{{{ready}}}"}],
              "containerStatuses":[{"name":"app","state":{{{state}}} }]} }
            """
        );
    }

    private static async Task AddEventAsync(
        ImportBench bench,
        string kind,
        string name,
        int second,
        string reason,
        string message
    )
    {
        await EnsureNamespaceAsync(bench);
        var told = JsonNode.Parse(
            $$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"event-{{second}}","namespace":"shop"},
             "involvedObject":{"kind":"{{kind}}","namespace":"shop","name":"{{name}}"},
             "lastTimestamp":"2026-01-01T00:00:0{{second}}Z","reason":"{{reason}}"}
            """
        )!;
        told["message"] = message;
        await bench.PostAsync("/api/v1/namespaces/shop/events", told.AsObject());
    }

    private static async Task EnsureNamespaceAsync(ImportBench bench)
    {
        if (await bench.GetAsync("/api/v1/namespaces/shop") is null)
        {
            await bench.PostAsync("/api/v1/namespaces", ImportTests.Named("Namespace", "shop"));
        }
    }

    private static SavedReleaseBuilder Release(params string[] objects) =>
        new SavedReleaseBuilder("shop", "web").Revision(
            1,
            "deployed",
            string.Join("---\n", objects),
            new JsonArray(SavedReleaseBuilder.Hook("post-install", "after", Job("after", fails: false)))
        );

    private static string Deployment(string name, bool hold = false) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{name}}
              annotations:
                {{Hold}}: "{{(hold ? "true" : "false")}}"
            spec:
              selector: {matchLabels: {app: {{name}} } }
              template:
                metadata: {labels: {app: {{name}} } }
                spec:
                  containers: [{name: app, image: i, env: [{name: PASSWORD, value: hunter2}]}]

            """;

    private const string StatefulSet = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: web
        spec:
          serviceName: web
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: app, image: i}]

        """;

    private static string Claim(string name) =>
        $$"""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: {{name}}
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 1Gi} }

            """;

    private static string Job(string name, bool fails) =>
        $$"""
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {{name}}
              annotations:
                sandbox.releasemanager/fail: "{{(fails ? "true" : "false")}}"
            spec:
              backoffLimit: 0
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: c, image: i}]

            """;

    private static string FailingJob => Job("load", fails: true);

    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          clusterIP: None
          ports: [{port: 80}]

        """;
}
