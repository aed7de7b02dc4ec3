using System.Security.Cryptography;
using System.Text;
using ReleaseManager.Core.Completion;

namespace ReleaseManager.Cli.Completion;

/// <summary>
/// Keeps what was found for some seconds in files of the user's cache folder, since each press of the key is a process of its own. The files hold names
/// alone, and their names tell nothing of what was asked.
/// </summary>
internal sealed class CandidateCache(string? folder, TimeProvider time)
{
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>That of the user; one that keeps nothing where there is no such folder.</summary>
    public static CandidateCache OfUser(TimeProvider time)
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (
            string.IsNullOrEmpty(home)
            && Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } user
        )
        {
            home = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(user, ".cache");
        }

        return new CandidateCache(
            string.IsNullOrEmpty(home) ? null : Path.Combine(home, "releasemanager", "completion"),
            time
        );
    }

    /// <summary>What was found a moment ago, or is found now; none where that takes too long.</summary>
    /// <param name="key">What is looked for and where.</param>
    public async Task<IReadOnlyList<Candidate>> FindAsync(
        IReadOnlyList<string> key,
        Func<CancellationToken, Task<IReadOnlyList<Candidate>>> find
    )
    {
        var file = folder is null ? null : Path.Combine(folder, NameOf(key));
        if (file is not null && Read(file) is { } known)
        {
            return known;
        }

        var found = await Completing.TryAsync(find, time);
        if (file is not null && found.Count > 0)
        {
            Write(file, found);
        }

        return found;
    }

    private List<Candidate>? Read(string file)
    {
        try
        {
            var age = time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file);
            return age < TimeSpan.Zero || age > Completing.Freshness
                ? null
                :
                [
                    .. File.ReadAllLines(file)
                        .Select(line => line.Split('\t'))
                        .Select(parts => new Candidate(parts[0], parts[^1])),
                ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void Write(string file, IReadOnlyList<Candidate> found)
    {
        try
        {
            CreateFolder();
            foreach (var old in Directory.EnumerateFiles(folder!).Where(IsOld).ToList())
            {
                File.Delete(old);
            }

            // Beside it first: another press of the key may be reading.
            var beside = $"{file}.{Guid.NewGuid():N}";
            File.WriteAllLines(beside, found.Select(one => $"{one.Value}\t{one.About}"));
            File.Move(beside, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is not kept is looked for again.
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder!);
        }
        else
        {
            Directory.CreateDirectory(folder!, OwnFolder);
        }
    }

    private bool IsOld(string file) =>
        time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > Completing.Freshness;

    private static string NameOf(IReadOnlyList<string> key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', key))));
}
