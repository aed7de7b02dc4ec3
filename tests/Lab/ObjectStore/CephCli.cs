namespace ReleaseManager.Lab;

/// <summary>A command line tool of Ceph, led to the store by its configuration.</summary>
internal sealed class CephCli(string program, StoreFiles files)
    : CommandLineTool(program, new Dictionary<string, string>(StringComparer.Ordinal) { ["CEPH_ARGS"] = "" })
{
    /// <summary>Runs a command, which must succeed.</summary>
    public Task<string> RunAsync(CancellationToken stop, params ReadOnlySpan<string> arguments) =>
        RequireAsync(["--conf", files.Configuration, .. arguments], stop);
}
