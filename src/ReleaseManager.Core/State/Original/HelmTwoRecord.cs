using System.Buffers;

namespace ReleaseManager.Core.State.Original;

/// <summary>
/// Knows a release of Helm 2 by its first bytes: protobuf (<c>hapi.release.Release</c>), whose field 1 is the name.
/// </summary>
internal static class HelmTwoRecord
{
    public const string ErrorId = "HelmTwoRecord";

    public const string Reason =
        "It is a release of Helm 2 (protobuf), which neither Helm 3 nor this program can read; convert it with Helm's plugin 2to3 where it came from.";

    private const byte NameField = 0x0a;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789-."u8
    );

    public static bool IsOne(ReadOnlySpan<byte> content) =>
        content is [NameField, > 0 and < 0x80 and var length, .. var rest]
        && rest.Length >= length
        && !rest[..length].ContainsAnyExcept(NameBytes);
}
