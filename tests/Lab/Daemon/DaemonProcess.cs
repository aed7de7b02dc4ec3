using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Daemon;

/// <summary>A running daemon, as whoever operates it meets it: a process, its log, what it answers over HTTP.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LabProcess _process;
    private readonly HttpClient _http;

    private DaemonProcess(LabProcess process, int port)
    {
        _process = process;
        _http = new HttpClient
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public int Id => _process.Id;

    /// <summary>All that it has written.</summary>
    public string Log => File.Exists(_process.Log) ? File.ReadAllText(_process.Log) : "";

    /// <summary>Starts a program with nothing but the environment that is given.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="log">The file to which its output is added.</param>
    /// <param name="port">The port of the loopback address on which it will answer.</param>
    public static async Task<DaemonProcess> StartAsync(
        IEnumerable<string> command,
        IReadOnlyDictionary<string, string> environment,
        string log,
        int port
    )
    {
        var variables = environment.Select(variable => $"{variable.Key}={variable.Value}");
        return new DaemonProcess(
            await LabProcess.StartAsync("/usr/bin/env", ["-i", .. variables, .. command], log),
            port
        );
    }

    /// <summary>Asks for something.</summary>
    /// <returns>The status and the text; status 0 where nobody answers.</returns>
    public async Task<(int Status, string Text)> GetAsync(string path, CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync(path, stop);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (0, "");
        }
    }

    /// <summary>Whether <c>/healthz</c> gives this very answer.</summary>
    public async Task<bool> SaysAsync(string health, CancellationToken stop) =>
        (await GetAsync("/healthz", stop)).Text.Trim() == health;

    /// <summary>Waits until it leads and its state is current.</summary>
    public Task LeadsAsync(CancellationToken stop) =>
        UntilAsync("a daemon that leads and is healthy", async inner => await IsCurrentAsync(inner), stop);

    /// <summary>Waits for something of it; a daemon that has ended or not reached it is told with the end of its log.</summary>
    public async Task UntilAsync(
        string what,
        Func<CancellationToken, Task<bool>> reached,
        CancellationToken stop,
        TimeSpan? atMost = null
    )
    {
        try
        {
            await Poll.UntilAsync(
                what,
                atMost ?? Patience,
                inner =>
                {
                    _process.ThrowIfExited();
                    return reached(inner);
                },
                stop: stop
            );
        }
        catch (LabException error)
        {
            throw new LabException($"{error.Message}\n{_process.LogTail()}");
        }
    }

    /// <summary>The events of a name in its log.</summary>
    public IReadOnlyList<JsonObject> Events(string name) =>
        [.. Log.Split('\n').Select(Parse).OfType<JsonObject>().Where(one => (string?)one["event"] == name)];

    /// <summary>How much memory it has, in MiB.</summary>
    public double ResidentMiB()
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/status"))
            .First(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
            / 1024;
    }

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    /// <summary>Asks it to end (SIGTERM) and waits for that.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> EndAsync(CancellationToken stop) => _process.EndAsync(stop);

    /// <summary>Kills it with -9.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private async Task<bool> IsCurrentAsync(CancellationToken stop) =>
        await SaysAsync("ok: leader", stop)
        && (await GetAsync("/metrics", stop)).Text.Contains(
            "\nreleasemanager_last_good_check_timestamp_seconds ",
            StringComparison.Ordinal
        );

    private static JsonObject? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonNode.Parse(line) as JsonObject : null;
        }
        catch (JsonException)
        {
            // Half a line: it is just being written.
            return null;
        }
    }
}
