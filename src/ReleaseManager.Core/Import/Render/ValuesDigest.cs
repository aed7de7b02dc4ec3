using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// Tells whether values are the same without saying what they are. A saved plan goes through many hands, and values are short enough to be guessed from a
/// plain hash: so there is salt in it, and each guess costs many rounds.
/// </summary>
internal static class ValuesDigest
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Rounds = 600_000;
    private const int Length = 32;

    public static string Of(JsonObject values)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return $"{Scheme}:{Convert.ToBase64String(salt)}:{Convert.ToBase64String(Hash(values, salt))}";
    }

    public static bool Matches(string digest, JsonObject values)
    {
        if (digest.Split(':') is not [Scheme, var salt, var hash])
        {
            return false;
        }

        try
        {
            return CryptographicOperations.FixedTimeEquals(
                Hash(values, Convert.FromBase64String(salt)),
                Convert.FromBase64String(hash)
            );
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>A plan that was made with values is carried out with the same ones, and one that was made without with none.</summary>
    /// <param name="values">As <see cref="RenderInput.Given"/>.</param>
    /// <exception cref="ImportException">It is not so.</exception>
    public static void Require(ReleaseImportSettings settings, JsonObject? values)
    {
        if (
            settings.ValuesDigest is null
                ? values is null
                : values is not null && Matches(settings.ValuesDigest, values)
        )
        {
            return;
        }

        throw settings.ValuesDigest is not null && values is null
            ? new ImportException(
                "PlanNeedsValues",
                ErrorKind.Usage,
                "The plan was made with new values, which it does not hold, and none are given."
            )
            {
                Advice = "Give the same values again: -Values (--values, --update-values).",
            }
            : new ImportException(
                "PlanForOtherValues",
                ErrorKind.Usage,
                "The plan was made with other values than are given."
            )
            {
                Advice = "Give the values that the plan was made with, or make a new plan.",
            };
    }

    private static byte[] Hash(JsonObject values, byte[] salt)
    {
        var canonical = CanonicalJson.Of(Encoding.UTF8.GetBytes(values.ToJsonString()), new CanonicalJson.Ignored());
        return Rfc2898DeriveBytes.Pbkdf2(canonical, salt, Rounds, HashAlgorithmName.SHA256, Length);
    }
}
