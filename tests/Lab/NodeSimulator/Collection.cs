using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>Follows one collection of a cluster for ever: a list, then a watch, and again from the list when the watch drops.</summary>
/// <param name="handle">Sees each object as it was at some moment, maybe more than once, many objects at a time.</param>
/// <param name="log">Told of objects that could not be handled.</param>
internal sealed class Collection(
    LabApi api,
    string path,
    Func<JsonObject, CancellationToken, Task> handle,
    TextWriter log,
    TimeProvider time
)
{
    // Many, since one that waits for its delay must not hold up the others.
    private const int AtOnce = 256;
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs until stopped.</summary>
    public async Task FollowAsync(CancellationToken stop)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        while (true)
        {
            try
            {
                var list = await api.GetAsync(path, stop) ?? throw new LabException($"{path} is not served");
                var version = list["metadata"]!["resourceVersion"]!.GetValue<string>();
                await Parallel.ForEachAsync(list["items"]!.AsArray(), options, HandleAsync);
                await Parallel.ForEachAsync(api.WatchAsync(path, version, stop), options, HandleChangeAsync);
            }
            catch (Exception error) when (IsDrop(error) && !stop.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    // A server that is killed in the middle of a line leaves half a JSON object.
    private static bool IsDrop(Exception error) => error is HttpRequestException or IOException or JsonException;

    private ValueTask HandleChangeAsync(JsonObject change, CancellationToken stop) =>
        change["type"]!.GetValue<string>() switch
        {
            "ADDED" or "MODIFIED" => HandleAsync(change["object"], stop),
            // "Too old resource version", as a rule: all starts anew from the list.
            "ERROR" => ValueTask.FromException(new IOException($"the watch of {path} ended")),
            _ => ValueTask.CompletedTask,
        };

    // What the API refuses for one object must not keep the others waiting.
    private async ValueTask HandleAsync(JsonNode? item, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await handle(item!.AsObject(), stop);
                return;
            }
            catch (HttpRequestException error) when (error.StatusCode is not null)
            {
                await log.WriteLineAsync($"{time.GetUtcNow():O} attempt {attempt}: {error.Message}");
                if (attempt == Attempts)
                {
                    return;
                }

                await Task.Delay(Pause * attempt, time, stop);
            }
        }
    }
}
