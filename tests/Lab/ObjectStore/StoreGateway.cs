namespace ReleaseManager.Lab;

/// <summary>The gateway, which speaks S3. It holds nothing, so it may be killed, started again and frozen at any time.</summary>
internal sealed class StoreGateway : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly LabProcess _process;

    private StoreGateway(LabProcess process) => _process = process;

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<StoreGateway> StartAsync(StoreFiles files, CancellationToken stop)
    {
        string[] arguments = ["--conf", files.Configuration, "-f", "-n", "client.rgw"];
        var gateway = new StoreGateway(
            await LabProcess.StartAsync(StoreTools.Gateway, arguments, files.LogOf("radosgw"))
        );
        try
        {
            using var http = new HttpClient();
            await Poll.UntilAsync(
                "the answer of the object store",
                StartDeadline,
                inner => gateway.AnswersAsync(http, files.Endpoint, inner),
                stop: stop
            );
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Holds it still: connections are taken by the system, and nothing is answered.</summary>
    public void Freeze() => ProcessSignal.Stop(_process.Id);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => ProcessSignal.Continue(_process.Id);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> AnswersAsync(HttpClient http, Uri endpoint, CancellationToken stop)
    {
        _process.ThrowIfExited();
        try
        {
            using var answer = await http.GetAsync(endpoint, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
