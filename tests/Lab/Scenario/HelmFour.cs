using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>
/// Turns a release of Helm 3 into what Helm 4 would have left: records in its form, and objects applied on the server's side
/// by field manager <c>helm</c>.
/// </summary>
public static class HelmFour
{
    private const string ZeroTime = "0001-01-01T00:00:00Z";

    /// <summary>Remakes one release; its deployed revision is what the cluster then holds.</summary>
    /// <param name="applyMethod"><c>ssa</c>: the objects are made anew by server-side apply; <c>csa</c>: they stay.</param>
    internal static async Task RemakeAsync(
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
                await RemakeObjectsAsync(context, ns, name, body.Text("manifest"), stop);
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

    /// <summary>Applies a stored manifest as Helm 4 does: stamped, on the server's side, by manager <c>helm</c>, never by force.</summary>
    /// <param name="folder">A folder for files on the way.</param>
    /// <exception cref="LabException">The server refused, as it does where a field is another manager's.</exception>
    public static async Task ApplyAsync(
        KubectlCli kubectl,
        string folder,
        string ns,
        string name,
        string manifest,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(kubectl);
        var labelled = await kubectl.RequireAsync(
            [
                "label",
                "--local",
                "--overwrite",
                "--output=json",
                "--filename",
                await WriteAsync("yaml", manifest),
                "app.kubernetes.io/managed-by=Helm",
            ],
            stop
        );
        var stamped = await kubectl.RequireAsync(
            [
                "annotate",
                "--local",
                "--overwrite",
                "--output=json",
                "--filename",
                await WriteAsync("json", labelled),
                $"meta.helm.sh/release-name={name}",
                $"meta.helm.sh/release-namespace={ns}",
            ],
            stop
        );
        await kubectl.RequireAsync(
            [
                "apply",
                "--server-side",
                "--field-manager=helm",
                "--namespace",
                ns,
                "--filename",
                await WriteAsync("json", stamped),
            ],
            stop
        );

        async Task<string> WriteAsync(string extension, string content)
        {
            var path = Path.Combine(folder, $"{Guid.NewGuid():n}.{extension}");
            await File.WriteAllTextAsync(path, content, stop);
            return path;
        }
    }

    private static async Task RemakeObjectsAsync(
        StoryContext context,
        string ns,
        string name,
        string manifest,
        CancellationToken stop
    )
    {
        var stored = await context.WriteAsync("yaml", manifest, stop);
        await context.Kubectl.RequireAsync(["delete", "--namespace", ns, "--filename", stored], stop);
        await ApplyAsync(context.Kubectl, context.Scratch, ns, name, manifest, stop);
    }
}
