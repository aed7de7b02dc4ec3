using System.Diagnostics;

namespace ReleaseManager.Contracts;

/// <summary>Programs of the machine that some tests run where they are found.</summary>
public static class ForeignProgram
{
    /// <summary>The path of python3; null where it is not found.</summary>
    public static string? FindPython() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => new[] { "python3", "python3.exe" }.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts a program with its streams at hand.</summary>
    public static Process Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = false,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }
}
