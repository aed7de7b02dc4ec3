namespace ReleaseManager.Lab.Scenario;

/// <summary>Where tests/charts is: found from the program's own folder upwards.</summary>
internal static class ChartsFolder
{
    public static string Path { get; } = System.IO.Path.Combine(FindTree(AppContext.BaseDirectory), "tests", "charts");

    private static string FindTree(string? folder)
    {
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "ReleaseManager.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder);
        }

        return folder ?? throw new LabException("tests/charts is not there: the lab runs from a checkout");
    }
}
