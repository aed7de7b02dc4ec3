using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Import.Versions;

namespace ReleaseManager.Core.Import;

/// <summary>
/// In which form a saved custom resource definition is written. One that was made by way of v1beta1 may lack schemas and keep unknown
/// fields everywhere: a cluster without v1beta1 shows that in v1 and never takes it.
/// </summary>
/// <param name="Resource">The resource by which it is written.</param>
/// <param name="Body">What is sent; nobody else's.</param>
/// <param name="Notes">What that changes, for the plan.</param>
internal sealed record CrdForm(ApiResource Resource, JsonObject Body, IReadOnlyList<string> Notes)
{
    /// <summary>
    /// The form for a cluster. Where v1beta1 is not served, and for a definition that such a cluster still held from older days, schemas say
    /// what the definition said without them.
    /// </summary>
    /// <returns>The form; null if the cluster takes none that the definition can be brought into.</returns>
    public static CrdForm? For(JsonObject saved, ApiCatalog catalog)
    {
        var verdict = ServedVersion.Find(
            saved,
            (group, version, kind) => catalog.Find(group, version, kind) is not null
        );
        return verdict.Outcome switch
        {
            VersionOutcome.Converted => new CrdForm(
                KnownResources.CustomResourceDefinitions,
                verdict.Object!,
                verdict.Notes
            ),
            VersionOutcome.AsItIs when IsBeta(saved) => new CrdForm(
                KnownResources.CustomResourceDefinitionsBeta,
                (JsonObject)saved.DeepClone(),
                []
            ),
            VersionOutcome.AsItIs => Complete((JsonObject)saved.DeepClone()),
            _ => null,
        };
    }

    private static bool IsBeta(JsonObject saved) =>
        saved["apiVersion"]!.GetValue<string>() == KnownResources.CustomResourceDefinitionsBeta.ResourceKind.ApiVersion;

    private static CrdForm Complete(JsonObject body)
    {
        var notes = new ConversionNotes();
        DefinitionVersions.Complete(body, notes);
        return new CrdForm(KnownResources.CustomResourceDefinitions, body, notes.Texts);
    }
}
