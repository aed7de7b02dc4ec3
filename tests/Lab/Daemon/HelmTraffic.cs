using System.Collections.Concurrent;
using System.Globalization;

namespace ReleaseManager.Lab.Daemon;

/// <summary>
/// People at work: several Helms at once that install, upgrade, roll back and uninstall without end. What fails since the API server is away is left as
/// it is and cleared away later, as people do.
/// </summary>
internal sealed class HelmTraffic(KubernetesCluster cluster)
{
    private const int AtOnce = 3;

    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);
    private int _commands;
    private int _failures;

    /// <summary>How many commands have ended.</summary>
    public int Commands => Volatile.Read(ref _commands);

    /// <summary>How many of them failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>How often each verb has worked.</summary>
    public IReadOnlyDictionary<string, int> Done => _done;

    /// <summary>Works until there was enough; a command that is under way is let go to its end.</summary>
    public Task RunAsync(CancellationToken enough, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(1, AtOnce).Select(number => WorkAsync($"soak-{number}", enough, stop)));

    private async Task WorkAsync(string ns, CancellationToken enough, CancellationToken stop)
    {
        while (!enough.IsCancellationRequested)
        {
            // Most releases stay, so that the loss of the others is not a sudden one.
            await UpgradeAsync(ns, "stays", stop);
            await UpgradeAsync(ns, "moves", stop);
            await UpgradeAsync(ns, "stays-too", stop);
            await UpgradeAsync(ns, "moves", stop);
            await TryAsync(stop, "rollback", "moves", "--namespace", ns);
            await TryAsync(stop, "uninstall", "moves", "--namespace", ns);
        }
    }

    private async Task UpgradeAsync(string ns, string release, CancellationToken stop)
    {
        var failed = await TryAsync(
            stop,
            "upgrade",
            "--install",
            release,
            LabCharts.At("validated"),
            "--namespace",
            ns,
            "--create-namespace",
            "--history-max=5",
            $"--set=replicas={(Commands % 7) + 1}"
        );
        if (failed?.Contains("another operation", StringComparison.Ordinal) == true)
        {
            // The API server went away in the middle of an earlier one.
            if (await TryAsync(stop, "rollback", release, "--namespace", ns) is not null)
            {
                await TryAsync(stop, "uninstall", release, "--namespace", ns);
            }
        }
    }

    /// <returns>What it said where it failed; null where it worked.</returns>
    private async Task<string?> TryAsync(CancellationToken stop, params string[] arguments)
    {
        var result = await cluster.Helm.RunAsync(arguments, stop);
        Interlocked.Increment(ref _commands);
        if (result.Succeeded)
        {
            _done.AddOrUpdate(arguments[0], 1, (_, count) => count + 1);
            return null;
        }

        Interlocked.Increment(ref _failures);
        return result.Error;
    }

    /// <summary>In one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Commands} Helm commands, {Failures} of them failed; {string.Join(", ", _done.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Value} {one.Key}s"))}"
        );
}
