using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// Turns a release of Helm 3 into what Helm 4 would have left: records in its form, and objects applied on the server's side
/// by field manager <c>helm</c>.
/// </summary>
internal static class HelmFour
{
    private const string ZeroTime = "0001-01-01T00:00:00Z";

    /// <summary>Remakes one release; its deployed revision is what the cluster then holds.</summary>
    /// <param name="applyMethod"><c>ssa</c>: the objects are made anew by server-side apply; <c>csa</c>: they stay.</param>
    public static async Task RemakeAsync(
        StoryContext context,
        string ns,
        string name,
        string applyMethod,
        CancellationToken stop
    )
    {
        foreach (var record in await context.RecordsAsync(ns, name, stop))
        {
            var body = StoredRecords.Decode(record);
            Rewrite(body, applyMethod);
            await StoredRecords.RewriteAsync(context.Api, record, body, stop);
            if (applyMethod is "ssa" && body["info"]!.AsObject().Text("status") is "deployed")
            {
                await ReapplyAsync(context, ns, name, body.Text("manifest"), stop);
            }
        }
    }

    // Times that are not set are left out instead of written as "", and files have times.
    private static void Rewrite(JsonObject body, string applyMethod)
    {
        RemoveEmpty(body["info"]!.AsObject(), "first_deployed", "last_deployed", "deleted");
        foreach (var hook in body.Children("hooks"))
        {
            RemoveEmpty(hook["last_run"]!.AsObject(), "started_at", "completed_at");
        }

        var chart = body["chart"]!.AsObject();
        chart["modtime"] = "2026-01-02T03:04:05.123456789Z";
        chart["schemamodtime"] = ZeroTime;
        foreach (var file in chart.Children("templates").Concat(chart.Children("files")))
        {
            file["modtime"] = "2026-01-02T03:04:05.1Z";
        }

        body["apply_method"] = applyMethod;
    }

    private static void RemoveEmpty(JsonObject times, params string[] members)
    {
        foreach (var member in members.Where(member => times.Text(member).Length == 0))
        {
            times.Remove(member);
        }
    }

    private static async Task ReapplyAsync(
        StoryContext context,
        string ns,
        string name,
        string manifest,
        CancellationToken stop
    )
    {
        var stored = await context.WriteAsync("yaml", manifest, stop);
        await context.Kubectl.RequireAsync(["delete", "--namespace", ns, "--filename", stored], stop);
        var labelled = await context.Kubectl.RequireAsync(
            [
                "label",
                "--local",
                "--overwrite",
                "--output=json",
                "--filename",
                stored,
                "app.kubernetes.io/managed-by=Helm",
            ],
            stop
        );
        var half = await context.WriteAsync("json", labelled, stop);
        var stamped = await context.Kubectl.RequireAsync(
            [
                "annotate",
                "--local",
                "--overwrite",
                "--output=json",
                "--filename",
                half,
                $"meta.helm.sh/release-name={name}",
                $"meta.helm.sh/release-namespace={ns}",
            ],
            stop
        );
        var whole = await context.WriteAsync("json", stamped, stop);
        await context.Kubectl.RequireAsync(
            ["apply", "--server-side", "--field-manager=helm", "--namespace", ns, "--filename", whole],
            stop
        );
    }
}
