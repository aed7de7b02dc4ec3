using System.Security.Cryptography;
using System.Text;

namespace ReleaseManager.Daemon.Http;

/// <summary>
/// The token that data is asked for with, from a file that someone else may renew. It is read again once a second at most: in a mounted Secret
/// nothing but a link is turned, which the time of the file does not show. A file that cannot be read admits nobody.
/// </summary>
internal sealed class TokenFile
{
    private const int LongestFile = 64 * 1024;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private byte[]? _hash;
    private long _readAt;

    private TokenFile(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        (_hash, _readAt) = (Read(), time.GetTimestamp());
    }

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="ReleaseManagerException">It cannot be read, or holds no token.</exception>
    public static TokenFile Open(string path, TimeProvider time)
    {
        try
        {
            var file = new TokenFile(path, time);
            return file._hash is not null ? file : throw Unusable(path, "it holds no token that fits into a header");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e.Message, e);
        }
    }

    /// <summary>Whether a request may have data.</summary>
    /// <param name="authorization">Its header; null where there is none.</param>
    /// <returns>Null where nobody can say: the file cannot be read now.</returns>
    public bool? Admits(string? authorization)
    {
        var expected = Current();
        if (expected is null)
        {
            return null;
        }

        const string Scheme = "Bearer ";
        var given =
            authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true
                ? authorization[Scheme.Length..]
                : "";

        // Of equal length whatever was given, and compared in constant time.
        return CryptographicOperations.FixedTimeEquals(expected, HashOf(given.Trim()));
    }

    private byte[]? Current()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_readAt) >= Period)
            {
                _readAt = _time.GetTimestamp();
                try
                {
                    _hash = Read();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    _hash = null;
                }
            }

            return _hash;
        }
    }

    private byte[]? Read()
    {
        if (new FileInfo(_path).Length > LongestFile)
        {
            return null;
        }

        var token = File.ReadAllText(_path).Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and <= '~') ? HashOf(token) : null;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static ReleaseManagerException Unusable(string path, string why, Exception? inner = null) =>
        new("TokenFileUnusable", ErrorKind.Usage, $"The token file {path} cannot be used: {why}.", inner)
        {
            Target = path,
            Advice = "Write one line of letters and digits into it that nobody can guess, and let the daemon read it.",
        };
}
