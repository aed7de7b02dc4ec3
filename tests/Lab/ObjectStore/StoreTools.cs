namespace ReleaseManager.Lab;

/// <summary>The programs of Ceph that make an object store, as <c>tests/Lab/install-store.sh</c> installs them.</summary>
public sealed record StoreTools
{
    private StoreTools() { }

    internal static string Monitor => Find("ceph-mon")!;

    internal static string MonitorMap => Find("monmaptool")!;

    internal static string Disk => Find("ceph-osd")!;

    internal static string Gateway => Find("radosgw")!;

    internal static string GatewayAdmin => Find("radosgw-admin")!;

    internal static string Ceph => Find("ceph")!;

    /// <summary>Finds the programs.</summary>
    /// <param name="reason">Which program is missing, and what to do about it; null if all are there.</param>
    /// <returns>The programs; null if one of them is missing.</returns>
    public static StoreTools? Find(out string? reason)
    {
        if (!OperatingSystem.IsLinux())
        {
            reason = "the object store runs on Linux only";
            return null;
        }

        string[] all = ["ceph-mon", "monmaptool", "ceph-osd", "radosgw", "radosgw-admin", "ceph"];
        var missing = all.Where(name => Find(name) is null).ToList();
        reason =
            missing.Count == 0
                ? null
                : $"the object store is not installed: {string.Join(", ", missing)} missing; run: bash tests/Lab/install-store.sh";
        return missing.Count == 0 ? new StoreTools() : null;
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/bin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
