using System.Net.Http.Headers;
using System.Text;

namespace ReleaseManager.Bench;

/// <summary>Fills a cluster with records, faster than Helm could.</summary>
internal sealed class ClusterFill(HttpClient api, FillPlan plan)
{
    private const int AtOnce = 32;
    private const int NamespacesAtOnce = 8;

    /// <summary>Creates the namespaces and the records.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, plan.Namespaces),
            new ParallelOptions { MaxDegreeOfParallelism = NamespacesAtOnce, CancellationToken = stop },
            async (index, token) =>
            {
                var name = FillPlan.NamespaceAt(index);
                var body = $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}"}}""";
                await CreateAsync("/api/v1/namespaces", Encoding.UTF8.GetBytes(body), token);
            }
        );
        var records = new RecordWriter(plan);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, plan.Records),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (index, token) =>
            {
                var release = index % plan.Releases;
                var path = $"/api/v1/namespaces/{plan.NamespaceOf(release)}/secrets";
                await CreateAsync(path, records.Secret(release, (index / plan.Releases) + 1), token);
            }
        );
    }

    private async Task CreateAsync(string path, byte[] body, CancellationToken stop)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await api.PostAsync(path, content, stop);
        answer.EnsureSuccessStatusCode();
        // The answer repeats the object; read, so that the stream ends as it should.
        await answer.Content.CopyToAsync(Stream.Null, stop);
    }
}
