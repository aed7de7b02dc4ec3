using System.Text.Json;

namespace ReleaseManager.Bench;

/// <summary>What the figures of a run were measured on.</summary>
internal static class Setting
{
    public static async Task SayAsync(HttpClient api, CancellationToken stop)
    {
        using var answer = await api.GetAsync("/version", stop);
        using var version = await JsonDocument.ParseAsync(
            await answer.Content.ReadAsStreamAsync(stop),
            cancellationToken: stop
        );
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Report.Say(
            $"{Environment.ProcessorCount} processors, {memory >> 30} GiB, .NET {Environment.Version}, {Programs.Configuration} build, Kubernetes {version.RootElement.GetProperty("gitVersion").GetString()}"
        );
    }
}
