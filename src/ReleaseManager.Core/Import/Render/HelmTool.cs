using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ReleaseManager.Core.Import.Render;

/// <summary>The real <c>helm</c>, version 3 or 4.</summary>
internal sealed partial class HelmTool
{
    private const int LongestOutput = 128 << 20;
    private const int KeptOfErrors = 16 << 10;
    private static readonly TimeSpan ForVersion = TimeSpan.FromSeconds(30);

    private readonly string _binary;
    private readonly TimeProvider _time;

    private HelmTool(string binary, TimeProvider time) => (_binary, _time) = (binary, time);

    /// <summary>As it says itself, for example <c>v3.18.4</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Whether it can take over objects of others, as Helm can since 3.17.</summary>
    public bool TakesOwnership =>
        System.Version.TryParse(Version.TrimStart('v').Split('-', '+')[0], out var version)
        && version >= new Version(3, 17);

    /// <summary>Finds helm and asks for its version.</summary>
    /// <param name="binary">A path or a name on the search path; null for <c>$HELM_BIN</c>, which Helm sets for its plugins, else <c>helm</c>.</param>
    /// <exception cref="ImportException">There is none, or it is neither 3 nor 4.</exception>
    public static async Task<HelmTool> FindAsync(string? binary, TimeProvider time, CancellationToken stop)
    {
        var name = binary ?? Environment.GetEnvironmentVariable("HELM_BIN");
        var helm = new HelmTool(string.IsNullOrEmpty(name) ? "helm" : name, time);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        var said = await helm.RunAsync(["version", "--template", "{{.Version}}"], environment, ForVersion, stop);
        helm.Version = said.Output.Trim();
        return said.Succeeded && Supported().IsMatch(helm.Version)
            ? helm
            : throw new ImportException(
                "HelmVersionUnsupported",
                ErrorKind.Usage,
                Supported().IsMatch(helm.Version) || helm.Version.Length is 0 or > 40
                    ? $"'{helm._binary}' does not tell its version."
                    : $"'{helm._binary}' is version {helm.Version}; charts are rendered by Helm 3 and 4."
            )
            {
                Target = helm._binary,
                Advice = "Put helm 3 or 4 on the search path, or name it by $HELM_BIN.",
            };
    }

    /// <summary>Runs it to its end. Cancelled or late, it is killed with all that it has started.</summary>
    /// <param name="arguments">Never a value or a credential: every user of the machine can read them.</param>
    /// <param name="environment">Variables to set; null takes one away.</param>
    /// <param name="started">Told the id of the process while it runs.</param>
    /// <exception cref="ImportException">It cannot be started, took too long or wrote too much.</exception>
    public async Task<HelmOutcome> RunAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        TimeSpan timeout,
        CancellationToken stop,
        Func<int, Task>? started = null
    )
    {
        using var late = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using var process = Start(arguments, environment);
        try
        {
            process.StandardInput.Close();
            await (started?.Invoke(process.Id) ?? Task.CompletedTask);
            var output = BoundedText.WholeAsync(process.StandardOutput, LongestOutput, either.Token);
            var error = BoundedText.EndAsync(process.StandardError, KeptOfErrors, either.Token);
            await Task.WhenAll(output, error, process.WaitForExitAsync(either.Token));
            return new HelmOutcome(
                process.ExitCode,
                await output ?? throw Failure("HelmOutputTooLarge", $"wrote more than {LongestOutput >> 20} MiB", null),
                await error
            );
        }
        catch (OperationCanceledException error) when (late.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            var seconds = timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            throw Failure("HelmTimeout", $"did not end within {seconds} s and was killed", error);
        }
        finally
        {
            Kill(process);
        }

        ImportException Failure(string errorId, string what, Exception? inner) =>
            new(errorId, ErrorKind.Incomplete, $"helm {arguments[0]} {what}.", inner);
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It ended by itself meanwhile.
        }
    }

    private Process Start(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(_binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) ?? throw NotFound(null);
        }
        catch (Win32Exception error)
        {
            throw NotFound(error);
        }

        ImportException NotFound(Exception? inner) =>
            new(
                "HelmNotFound",
                ErrorKind.Usage,
                $"Charts are rendered by the real helm, and '{_binary}' cannot be started ({inner?.Message ?? "no process"}).",
                inner
            )
            {
                Target = _binary,
                Advice = "Put helm 3 or 4 on the search path, or name it by $HELM_BIN.",
            };
    }

    [GeneratedRegex(@"^v[34]\.[0-9]+\.[0-9]+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Supported();
}
