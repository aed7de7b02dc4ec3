using System.Globalization;
using System.Text;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Storage;

/// <summary>Where a list in pages goes on: the revision that its first page showed, and the last key shown.</summary>
internal sealed record ContinueToken(long Revision, string After)
{
    private const string Mark = "sandbox/v1";

    /// <summary>Reads a token as a client sent it back.</summary>
    /// <exception cref="ApiErrorException">No token of ours.</exception>
    public static ContinueToken Parse(string text)
    {
        var bytes = new byte[text.Length];
        return
            Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split('\n') is [Mark, var revision, var after]
            && long.TryParse(revision, CultureInfo.InvariantCulture, out var number)
            ? new ContinueToken(number, after)
            : throw ApiErrorException.BadRequest("continue key is not valid: this is no token of this server");
    }

    public override string ToString() =>
        Convert.ToBase64String(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Mark}\n{Revision}\n{After}"))
        );
}
