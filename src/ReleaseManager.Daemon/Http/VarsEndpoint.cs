using System.Text.Json;
using ReleaseManager.Core;
using ReleaseManager.Daemon.Health;

namespace ReleaseManager.Daemon.Http;

/// <summary><c>/debug/vars</c>: the maps that the original tool published under these names, and figures of the process.</summary>
internal sealed class VarsEndpoint(DaemonCounters counters)
{
    private static readonly DaemonCounter[] Jobs =
    [
        DaemonCounter.TotalJobs,
        DaemonCounter.FailedJobs,
        DaemonCounter.SaveCount,
        DaemonCounter.DeleteCount,
    ];

    private static readonly DaemonCounter[] Errors =
    [
        DaemonCounter.HelmErrors,
        DaemonCounter.StateErrors,
        DaemonCounter.SaveErrors,
        DaemonCounter.DeleteErrors,
        DaemonCounter.S3Errors,
        DaemonCounter.LocalErrors,
    ];

    /// <summary>The answer.</summary>
    public HttpReply Make(HttpRequest request)
    {
        using var target = new MemoryStream();
        using (var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            WriteCounters(json, "jobs", Jobs);
            WriteCounters(json, "errors", Errors);
            WriteProcess(json);
            json.WriteEndObject();
        }

        return new HttpReply
        {
            Status = 200,
            Type = HttpReply.Json,
            Body = target.ToArray(),
        };
    }

    private void WriteCounters(Utf8JsonWriter json, string name, IEnumerable<DaemonCounter> of)
    {
        json.WriteStartObject(name);
        foreach (var counter in of)
        {
            json.WriteNumber(counter.ToString(), counters[counter]);
        }

        json.WriteEndObject();
    }

    private static void WriteProcess(Utf8JsonWriter json)
    {
        json.WriteStartObject("process");
        json.WriteString("version", Product.Version);
        json.WriteString("started", ProcessFigures.Started);
        json.WriteNumber("processorSeconds", ProcessFigures.ProcessorTime.TotalSeconds);
        json.WriteNumber("residentBytes", ProcessFigures.ResidentBytes);
        json.WriteNumber("heapBytes", ProcessFigures.HeapBytes);
        json.WriteNumber("allocatedBytes", GC.GetTotalAllocatedBytes());
        json.WriteStartArray("collections");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            json.WriteNumberValue(GC.CollectionCount(generation));
        }

        json.WriteEndArray();
        json.WriteNumber("collectionPauseSeconds", GC.GetTotalPauseDuration().TotalSeconds);
        json.WriteNumber("poolThreads", ProcessFigures.PoolThreads);
        json.WriteNumber("poolQueue", ThreadPool.PendingWorkItemCount);
        json.WriteEndObject();
    }
}
