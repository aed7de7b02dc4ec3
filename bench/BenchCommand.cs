using System.CommandLine;
using ReleaseManager.Lab;

namespace ReleaseManager.Bench;

/// <summary>The command line of the benchmarks.</summary>
internal static class BenchCommand
{
    private static readonly Option<int> Releases = new("--releases")
    {
        Description = "Releases in the cluster",
        DefaultValueFactory = _ => ExportBenchmark.FullReleases,
    };

    private static readonly Option<int> Installs = new("--releases")
    {
        Description = "Releases to install and to bring back",
        DefaultValueFactory = _ => ImportBenchmark.FullReleases,
    };

    private static readonly Option<int> Shown = new("--releases")
    {
        Description = "Releases in the cluster",
        DefaultValueFactory = _ => ModuleBenchmark.FullReleases,
    };

    private static readonly Option<int> Revisions = new("--revisions")
    {
        Description = "Revisions of each release",
        DefaultValueFactory = _ => ExportBenchmark.FullRevisions,
    };

    private static readonly Option<int> Size = new("--size")
    {
        Description = "Bytes of each record's value, the base64 text that Helm writes",
        DefaultValueFactory = _ => ExportBenchmark.FullSize,
    };

    private static readonly Option<int> Namespaces = new("--namespaces")
    {
        Description = "Namespaces that the releases are spread over",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<bool> Compressible = new("--compressible")
    {
        Description = "Templates that compress as those of charts do (1 : 5), not noise",
    };

    private static readonly Option<bool> ExportOnly = new("--export-only")
    {
        Description = "Leave out helm list, kubectl get and the import of what was exported",
    };

    /// <summary>Runs one benchmark.</summary>
    /// <returns>0 where it is done and all limits are held; else 1.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var export = new Command("export", "Many big releases: export them, and bring them back into an empty cluster")
        {
            Releases,
            Revisions,
            Size,
            Namespaces,
            Compressible,
            ExportOnly,
        };
        export.SetAction(
            (parsed, stop) =>
                RunAsync(tools => new ExportBenchmark(tools, Plan(parsed), parsed.GetValue(ExportOnly)).RunAsync(stop))
        );
        var import = new Command("import", "Many small releases: bring them back, beside helm install in a row")
        {
            Installs,
        };
        import.SetAction(
            (parsed, stop) => RunAsync(tools => new ImportBenchmark(tools, parsed.GetValue(Installs)).RunAsync(stop))
        );
        var module = new Command(
            "module",
            "A new session: import the module and look at the releases, beside helm list"
        )
        {
            Shown,
        };
        module.SetAction(
            (parsed, stop) => RunAsync(tools => new ModuleBenchmark(tools, parsed.GetValue(Shown)).RunAsync(stop))
        );
        var fill = new Command("fill", "Fill a cluster as export does and leave it running until Ctrl+C, to try things")
        {
            Releases,
            Revisions,
            Size,
            Namespaces,
            Compressible,
        };
        fill.SetAction((parsed, stop) => RunAsync(tools => FilledCluster.RunAsync(tools, Plan(parsed), stop)));
        var root = new RootCommand("Benchmarks against a real Kubernetes API, side by side with helm and kubectl.")
        {
            export,
            import,
            module,
            fill,
        };
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Servers are stopped and gigabytes removed on the way out.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        return await root.Parse(args.Length == 0 ? ["--help"] : args).InvokeAsync(configuration);
    }

    private static FillPlan Plan(ParseResult parsed) =>
        new()
        {
            Releases = parsed.GetValue(Releases),
            Revisions = parsed.GetValue(Revisions),
            Namespaces = Math.Min(parsed.GetValue(Namespaces), parsed.GetValue(Releases)),
            ValueBytes = parsed.GetValue(Size),
            Compressible = parsed.GetValue(Compressible),
        };

    private static async Task<int> RunAsync(Func<LabTools, Task<Report>> benchmark)
    {
        if (LabTools.Find(out var reason) is not { } tools)
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }

        try
        {
            var report = await benchmark(tools);
            return report.Conclude() ? 0 : 1;
        }
        catch (LabException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            // Asked to end; what was started has been stopped on the way here.
            return 1;
        }
    }
}
