using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.Import;

/// <summary>
/// Who carries out an import. A holder of the same machine whose process has ended, or of this process whose import is over, is
/// surely gone, so that a killed import can go on at once; of any other only its age tells.
/// </summary>
internal sealed record ImportHolder
{
    private static readonly ConcurrentDictionary<string, (CancellationToken Stop, TaskCompletionSource Ended)> Active =
        new(StringComparer.Ordinal);

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>A digest of the machine, its boot and its process namespace.</summary>
    [JsonPropertyName("machine")]
    public required string Machine { get; init; }

    [JsonPropertyName("pid")]
    public required int Pid { get; init; }

    /// <summary>Start of the process, ticks in UTC: a pid alone is used again.</summary>
    [JsonPropertyName("started")]
    public required long Started { get; init; }

    /// <summary>Begins an import in this process.</summary>
    /// <param name="stop">What tells it to stop.</param>
    public static ImportHolder Begin(CancellationToken stop)
    {
        var holder = new ImportHolder
        {
            Id = Guid.NewGuid().ToString("n"),
            Machine = ThisMachine(),
            Pid = Environment.ProcessId,
            Started = StartOf(Process.GetCurrentProcess()),
        };
        Active[holder.Id] = (stop, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return holder;
    }

    /// <summary>
    /// Waits for imports of this process that were told to stop and are not at their end yet. Whoever stops an import at a prompt and
    /// starts it again at once means the same import, not another one beside it.
    /// </summary>
    public static Task WaitForStoppedAsync(CancellationToken stop) =>
        Task.WhenAll(
                Active.Values.Where(import => import.Stop.IsCancellationRequested).Select(import => import.Ended.Task)
            )
            .WaitAsync(stop);

    /// <summary>Says that the import is over, however it ended.</summary>
    public void End()
    {
        if (Active.TryRemove(Id, out var import))
        {
            import.Ended.SetResult();
        }
    }

    public bool IsSurelyGone()
    {
        if (Machine != ThisMachine())
        {
            return false;
        }

        if (Pid == Environment.ProcessId && IsStart(Process.GetCurrentProcess()))
        {
            return !Active.ContainsKey(Id);
        }

        try
        {
            using var process = Process.GetProcessById(Pid);
            return !IsStart(process);
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    // Linux derives the start from clock ticks since boot and the wall clock: it may differ a little from reading to reading.
    private bool IsStart(Process process) => Math.Abs(StartOf(process) - Started) < 10 * TimeSpan.TicksPerSecond;

    private static long StartOf(Process process) => process.StartTime.ToUniversalTime().Ticks;

    private static string ThisMachine()
    {
        var text = string.Join(
            '\n',
            Environment.MachineName,
            ReadIfThere("/proc/sys/kernel/random/boot_id"),
            OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static string? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;
}
