using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>Follows one collection of a cluster for ever: a list, then a watch, and again from the list when the watch drops.</summary>
internal sealed class Collection(
    LabApi api,
    string path,
    Func<JsonObject, CancellationToken, Task> handle,
    TimeProvider time
)
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs until stopped. The handler sees each object as it was at some moment, maybe more than once.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        while (true)
        {
            try
            {
                var list = await api.GetAsync(path, stop) ?? throw new LabException($"{path} is not served");
                var version = list["metadata"]!["resourceVersion"]!.GetValue<string>();
                await Parallel.ForEachAsync(list["items"]!.AsArray(), options, (item, inner) => Handle(item, inner));
                await Parallel.ForEachAsync(
                    api.WatchAsync(path, version, stop),
                    options,
                    (change, inner) => HandleChange(change, inner)
                );
            }
            catch (Exception error) when (error is HttpRequestException or IOException && !stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    private ValueTask HandleChange(JsonObject change, CancellationToken stop) =>
        change["type"]!.GetValue<string>() switch
        {
            "ADDED" or "MODIFIED" => Handle(change["object"], stop),
            // The watch starts anew from a list: an error here is "too old resource version".
            "ERROR" => ValueTask.FromException(new IOException($"the watch of {path} ended")),
            _ => ValueTask.CompletedTask,
        };

    private ValueTask Handle(JsonNode? item, CancellationToken stop) => new(handle(item!.AsObject(), stop));
}
