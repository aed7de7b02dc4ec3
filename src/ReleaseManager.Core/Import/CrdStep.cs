using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Brings captured custom resource definitions that are missing. One that is there is never patched: it may serve others. Those that
/// a release's own manifest brings are left to that release.
/// </summary>
internal sealed class CrdStep(KubeClient cluster, ReleaseState state, TimeProvider time)
{
    private static readonly TimeSpan EstablishedWithin = TimeSpan.FromSeconds(60);

    /// <summary>Whether it is there already.</summary>
    public async Task<bool> IsThereAsync(string name, CancellationToken stop) =>
        await cluster.GetAsync(Address(name), stop) is not null;

    /// <summary>Creates it as Helm creates the files of <c>crds/</c>, and waits until it is served.</summary>
    /// <exception cref="ReleaseManagerException">It was refused, or not established within a minute.</exception>
    public async Task RunAsync(CapturedResource captured, CancellationToken stop)
    {
        var patience = new Patience(time, EstablishedWithin);
        var body = await state.ReadResourceAsync(captured.Hash, stop);
        await patience.RunAsync(
            async () =>
            {
                if (!await IsThereAsync(captured.Name, stop))
                {
                    await CreateAsync(captured.Name, body, stop);
                }

                return true;
            },
            Passing.ByItself,
            stop
        );
        if (!await patience.UntilAsync(() => IsEstablishedAsync(captured.Name, stop), stop))
        {
            throw new ImportException(
                "CrdNotEstablished",
                ErrorKind.Cluster,
                $"CustomResourceDefinition {captured.Name} was not established within {EstablishedWithin.TotalSeconds} s."
            )
            {
                Target = captured.Name,
                Advice = "See its conditions for the reason, then run the same import again.",
            };
        }
    }

    private async Task CreateAsync(string name, JsonObject body, CancellationToken stop)
    {
        try
        {
            var form =
                CrdForm.For(body, await cluster.DiscoverAsync(refresh: false, stop))
                ?? throw new ImportException(
                    "CrdNotServed",
                    ErrorKind.Cluster,
                    $"The cluster takes CustomResourceDefinition {name} in no form that it can be brought into."
                )
                {
                    Target = name,
                    Advice = "Create it by hand, then run the same import again.",
                };
            var asHelm = new WriteOptions { FieldManager = "helm" };
            await cluster.CreateAsync(Address(name) with { Resource = form.Resource }, form.Body, asHelm, stop);
        }
        catch (KubeApiException error) when (error.IsAlreadyExists)
        {
            // Somebody was faster; that is as good.
        }
    }

    private async Task<bool> IsEstablishedAsync(string name, CancellationToken stop)
    {
        var found = await cluster.GetAsync(Address(name), stop);
        return found?.ToJsonObject()["status"]?["conditions"] is JsonArray conditions
            && conditions.Any(item =>
                item?["type"]?.GetValue<string>() == "Established" && item["status"]?.GetValue<string>() == "True"
            );
    }

    private static ResourceAddress Address(string name) => new(KnownResources.CustomResourceDefinitions, null, name);
}
