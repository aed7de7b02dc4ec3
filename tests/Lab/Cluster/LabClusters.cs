namespace ReleaseManager.Lab;

/// <summary>Two clusters side by side: A, where the releases are, and B, where they shall be.</summary>
public sealed class LabClusters : IAsyncDisposable
{
    private LabClusters(KubernetesCluster a, KubernetesCluster b)
    {
        A = a;
        B = b;
    }

    public KubernetesCluster A { get; }

    public KubernetesCluster B { get; }

    /// <summary>Starts both, empty.</summary>
    /// <param name="folder">Where both keep certificates, data and logs.</param>
    public static async Task<LabClusters> StartAsync(LabTools tools, string folder, CancellationToken stop)
    {
        var a = StartOneAsync(tools, "lab-a", folder, stop);
        var b = StartOneAsync(tools, "lab-b", folder, stop);
        try
        {
            await Task.WhenAll(a, b);
            return new LabClusters(await a, await b);
        }
        catch
        {
            foreach (var start in (Task<KubernetesCluster>[])[a, b])
            {
                if (start.IsCompletedSuccessfully)
                {
                    await (await start).DisposeAsync();
                }
            }

            throw;
        }
    }

    /// <summary>Makes both new, empty clusters at the same addresses.</summary>
    public Task RecycleAsync(CancellationToken stop) => Task.WhenAll(A.RecycleAsync(stop), B.RecycleAsync(stop));

    public async ValueTask DisposeAsync() => await Task.WhenAll(A.DisposeAsync().AsTask(), B.DisposeAsync().AsTask());

    public void Deconstruct(out KubernetesCluster a, out KubernetesCluster b) => (a, b) = (A, B);

    private static Task<KubernetesCluster> StartOneAsync(
        LabTools tools,
        string name,
        string folder,
        CancellationToken stop
    ) => KubernetesCluster.StartAsync(tools, new ClusterOptions { Name = name }, Path.Combine(folder, name), stop);
}
