using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>
/// How a live object would be if its manifest were applied again. Where it would be another one, it has drifted.
/// </summary>
/// <remarks>
/// The cluster itself is asked, by a dry run of a forced server-side apply under a field manager of our own: it alone knows its defaults, which lists are
/// merged by which keys, that <c>1000m</c> is stored as <c>1</c>, texts of Secrets as data, an empty variable without its value; and what our manager states
/// takes nothing away that others have added. To compare by structure would need all of that again, for every version of every kind. But most objects hold
/// their manifest to the letter, and of those nobody need be asked. A dry run needs the right to patch, and an admission webhook may refuse it; apply
/// cannot read what POST takes (repeated keys, unknown fields). Then the structure has to do, and the result says so.
/// </remarks>
internal sealed class AppliedAgain(KubeClient cluster)
{
    private const int Rereads = 3;

    private static readonly WriteOptions Dry = new() { Force = true, DryRun = true };

    // Not to ask again, object by object, what one may not.
    private readonly ConcurrentDictionary<(string, string?), bool> _forbidden = new();

    /// <param name="wanted">What the manifest says, in the form of <see cref="WantedObject"/>.</param>
    /// <returns>
    /// Both forms without what the server fills in, and why it was judged by structure where that is so; null where there is no such object.
    /// </returns>
    /// <exception cref="ReleaseManagerException">The cluster cannot be reached or does not let the object be read.</exception>
    public async Task<(JsonObject Live, JsonObject Expected, string? Note)?> FindAsync(
        ResourceAddress at,
        JsonObject wanted,
        CancellationToken stop
    )
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await cluster.GetAsync(at, stop) is not { } live)
            {
                return null;
            }

            if (JsonContainment.Holds(live.Json, wanted))
            {
                var same = Form(live);
                return (same, same, null);
            }

            var (applied, note) = await TryApplyAsync(at, wanted, stop);
            if (applied is not null && applied.ResourceVersion != live.ResourceVersion && attempt < Rereads)
            {
                // A controller was at it in between: that is no drift.
                continue;
            }

            var form = Form(live);
            return (form, Expected(form, wanted, applied is null ? null : Form(applied), note), note);
        }
    }

    private async Task<(KubeObject? Applied, string? Note)> TryApplyAsync(
        ResourceAddress at,
        JsonObject wanted,
        CancellationToken stop
    )
    {
        const string ByFields = "judged by its fields alone";
        var kind = (at.Resource.QualifiedName, at.Namespace);
        if (_forbidden.ContainsKey(kind))
        {
            return (null, $"{ByFields}: the cluster does not allow a dry run");
        }

        try
        {
            return (await cluster.ApplyAsync(at, wanted, Dry, stop), null);
        }
        catch (KubeApiException error) when (error.IsApplyRefusal)
        {
            return (await TryPatchAsync(at, wanted, stop), $"{ByFields}: apply cannot read its manifest");
        }
        catch (KubeApiException error) when (error.IsForbidden)
        {
            // Admission says the same word, of one object alone.
            var mayPatch = await cluster.MayAsync("patch", at.Resource, at.Namespace, stop);
            if (!mayPatch)
            {
                _forbidden[kind] = true;
            }

            return (null, $"{ByFields}: the cluster does not allow a dry run");
        }
        catch (KubeApiException error) when (!error.IsUnauthorized)
        {
            return (null, $"{ByFields}: the cluster refuses a dry run ({error.Reason})");
        }
    }

    /// <summary>What Helm 3 would send: it takes what apply cannot read, and drops what Kubernetes does not know.</summary>
    private async Task<KubeObject?> TryPatchAsync(ResourceAddress at, JsonObject wanted, CancellationToken stop)
    {
        try
        {
            return await cluster.PatchAsync(at, ObjectForm.PatchType(at.Resource), wanted, Dry, stop);
        }
        catch (KubeApiException error) when (!error.IsUnauthorized)
        {
            return null;
        }
    }

    /// <summary>
    /// What is to be live. Of the metadata the manifest's own count alone: controllers and webhooks note there at every write what they like.
    /// </summary>
    private static JsonObject Expected(JsonObject live, JsonObject wanted, JsonObject? applied, string? note)
    {
        var laid = (JsonObject)ManifestOverlay.On(live, wanted)!;
        if (applied is null)
        {
            return laid;
        }

        if (note is not null)
        {
            // A patch mixes up repeated keys, and structure does not know which fields there are: only where both see drift there is some.
            return (JsonObject)ManifestOverlay.Agreed(live, laid, applied)!;
        }

        applied["metadata"] = laid["metadata"]?.DeepClone();
        return applied;
    }

    private static JsonObject Form(KubeObject found) => ResourceForm.Strip(found.ToJsonObject());
}
