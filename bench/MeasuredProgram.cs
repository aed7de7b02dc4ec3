using System.Diagnostics;
using System.Globalization;
using System.Text;
using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>Runs a program to its end and measures it from outside: time, processor time, peak of memory.</summary>
/// <param name="path">The program.</param>
/// <param name="environment">Variables to set for it.</param>
internal sealed class MeasuredProgram(string path, IReadOnlyDictionary<string, string> environment)
{
    private const int KeptOutput = 4 << 20;
    private const int TicksPerSecond = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs the program, which must succeed.</summary>
    /// <exception cref="LabException">It failed; the message shows what it said.</exception>
    public async Task<MeasuredRun> RunAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new LabException($"{path} did not start");
        using var ended = new CancellationTokenSource();
        var watch = new ProcessWatch(process.Id, ended.Token);
        process.StandardInput.Close();
        var output = ReadAsync(process.StandardOutput.BaseStream);
        var error = ReadAsync(process.StandardError.BaseStream);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var took = Stopwatch.GetElapsedTime(began);
        await ended.CancelAsync();
        watch.Join();
        return process.ExitCode == 0
            ? new MeasuredRun(took, watch.Processor, watch.PeakBytes, await output)
            : throw new LabException(
                $"exit code {process.ExitCode} of: {path} {string.Join(' ', arguments)}\n{await error}\n{await output}"
            );
    }

    private static async Task<string> ReadAsync(Stream source)
    {
        var kept = new MemoryStream();
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await source.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, KeptOutput - kept.Length));
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    /// <summary>
    /// Looks at a process again and again. The kernel keeps the peak itself, so nothing between two looks is missed but what comes in the
    /// last milliseconds. (What it reports of ended children, ru_maxrss, can be the peak of the parent that forked them.)
    /// </summary>
    private sealed class ProcessWatch
    {
        private readonly string _folder;
        private readonly Thread _thread;

        public ProcessWatch(int id, CancellationToken ended)
        {
            _folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{id}");
            _thread = new Thread(() =>
            {
                do
                {
                    Look();
                } while (!ended.WaitHandle.WaitOne(LookEvery));
            })
            {
                IsBackground = true,
                Name = "process watch",
            };
            _thread.Start();
        }

        public long PeakBytes { get; private set; }

        public TimeSpan Processor { get; private set; }

        public void Join() => _thread.Join();

        private void Look()
        {
            try
            {
                foreach (var line in File.ReadLines($"{_folder}/status"))
                {
                    if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    {
                        PeakBytes = Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
                    }
                }

                // The program's name, in brackets, may hold blanks; user and system time are the 14th and 15th field.
                var stat = File.ReadAllText($"{_folder}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                Processor = TimeSpan.FromSeconds((double)(Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
