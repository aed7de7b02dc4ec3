using System.Diagnostics;

namespace ReleaseManager.Lab;

/// <summary>
/// A server of the lab: writes to a log file, ends with this process even when that is killed with -9, and is stopped by
/// its pid.
/// </summary>
public sealed class LabProcess : IAsyncDisposable
{
    // Own session, so that Ctrl+C reaches only us and we decide the order of the end. exec keeps the pid throughout.
    private const string Launch = """
        log=$1; shift
        if command -v setsid >/dev/null; then set -- setsid "$@"; fi
        if command -v setpriv >/dev/null; then set -- setpriv --pdeathsig KILL -- "$@"; fi
        exec "$@" >>"$log" 2>&1 </dev/null
        """;

    private readonly Process _process;

    private LabProcess(string name, string log, Process process)
    {
        Name = name;
        Log = log;
        _process = process;
        Id = process.Id;
    }

    public string Name { get; }

    /// <summary>The file that holds what the process wrote.</summary>
    public string Log { get; }

    public int Id { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    public static async Task<LabProcess> StartAsync(string program, IEnumerable<string> arguments, string log)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", Launch, "sh", log, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var name = Path.GetFileName(program);
        var process =
            await ChildThread.RunAsync(() => Process.Start(start)) ?? throw new LabException($"{name} did not start");
        return new LabProcess(name, log, process);
    }

    /// <summary>Notices a server that has died while something waits for it.</summary>
    /// <exception cref="LabException">The process has ended; the message shows the end of its log.</exception>
    public void ThrowIfExited()
    {
        if (HasExited)
        {
            throw new LabException($"{Name} ended with exit code {_process.ExitCode}:\n{LogTail()}");
        }
    }

    /// <summary>The last lines of the log.</summary>
    public string LogTail(int lines = 20) =>
        File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(lines)) : "";

    /// <summary>Holds the process still (SIGSTOP), as a machine does that is overloaded or moved.</summary>
    public void Freeze() => ProcessSignal.Stop(Id);

    /// <summary>Lets a frozen process go on.</summary>
    public void Thaw() => ProcessSignal.Continue(Id);

    /// <summary>Asks the process to end (SIGTERM) and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken stop)
    {
        ProcessSignal.Terminate(Id);
        await _process.WaitForExitAsync(stop);
        return _process.ExitCode;
    }

    /// <summary>Ends the process and waits until it is gone. What these servers hold is thrown away, so they need no farewell.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }
}
