using System.Globalization;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State.Original;

/// <summary>Reads the original tool's files, a few at a time and each for a moment. What cannot be read is told, and the rest is read.</summary>
internal sealed partial class OriginalReader(IBackend backend, DecodeLimits limits)
{
    private const int ReadAtOnce = 4;

    // All that is kept of a file: what bounds it bounds the memory for all of them.
    private const int ListedBytes = 64 << 10;
    private const int NameLimit = 53;
    private const int NamespaceLimit = 63;

    /// <summary>Reads the files that hold revisions.</summary>
    /// <returns>What there is to each of them, in their order.</returns>
    /// <exception cref="BackendException">The place that keeps them failed.</exception>
    public async Task<(IReadOnlyList<OriginalFile> Files, IReadOnlyList<UnreadableFile> Unreadable)> ReadAsync(
        IReadOnlyList<BackendEntry> releases,
        CancellationToken stop
    )
    {
        var files = new OriginalFile?[releases.Count];
        var unreadable = new UnreadableFile?[releases.Count];
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce, CancellationToken = stop };
        await Parallel.ForAsync(
            0,
            releases.Count,
            bounded,
            async (index, one) =>
            {
                try
                {
                    files[index] = await ReadAsync(releases[index], one);
                }
                catch (RecordException error)
                {
                    unreadable[index] = new UnreadableFile(releases[index].Name, error.ErrorId, error.Message);
                }
            }
        );
        return ([.. files.OfType<OriginalFile>()], [.. unreadable.OfType<UnreadableFile>()]);
    }

    private async Task<OriginalFile> ReadAsync(BackendEntry found, CancellationToken stop)
    {
        if (found.Size > limits.DecompressedBytes)
        {
            throw new RecordException("RecordTooLarge", $"It holds more than {limits.DecompressedBytes} bytes.");
        }

        var content =
            await backend.ReadAsync(found.Name, stop)
            ?? throw new RecordException("RecordMissing", "It was removed while it was to be read.");
        return Read(found, content.Bytes);
    }

    private OriginalFile Read(BackendEntry found, ReadOnlyMemory<byte> json)
    {
        if (HelmTwoRecord.IsOne(json.Span))
        {
            throw new RecordException(HelmTwoRecord.ErrorId, HelmTwoRecord.Reason);
        }

        var release = Release.Parse(json, limits);
        Require(release);
        var content = RecordCodec.Compress(json.Span);
        var size = (content.LongLength + 2) / 3 * 4;
        if (size > limits.RecordBytes)
        {
            throw new RecordException("RecordTooLarge", $"As a record it is larger than {limits.RecordBytes} bytes.");
        }

        var entry = Describe(release, found, content, size);
        if (ListingCodec.Line(entry).Length > ListedBytes)
        {
            throw new RecordException(
                "RecordTooLarge",
                $"What a list shows of it (names, versions, kinds) takes more than {ListedBytes} bytes."
            );
        }

        return new OriginalFile(found.Name, entry, content.LongLength)
        {
            ProperName = OriginalNames.For(release),
            PlainHash = ContentName.Of(json.Span),
            FirstDeployed = release.FirstDeployed,
            LastDeployed = release.LastDeployed,
        };
    }

    /// <summary>What an object of the cluster is named by, and what Helm cannot do without.</summary>
    private static void Require(Release release)
    {
        if (release.Name.Length > NameLimit || !ReleaseName().IsMatch(release.Name))
        {
            throw Unfit("the name of its release is none that Helm takes");
        }

        if (release.Namespace.Length > NamespaceLimit || !NamespaceName().IsMatch(release.Namespace))
        {
            throw Unfit("it does not say in which namespace its release was");
        }

        if (release.Revision < 1)
        {
            throw Unfit("it does not say which revision it is");
        }

        if (!release.HasInfo)
        {
            throw Unfit("it has no info, and Helm itself ends in an error wherever it meets such a record");
        }

        static RecordException Unfit(string why) => new("RecordUnreadable", $"It cannot be brought back: {why}.");
    }

    private ListingEntry Describe(Release release, BackendEntry found, byte[] content, long size) =>
        new()
        {
            Namespace = release.Namespace,
            Name = release.Name,
            Revision = release.Revision,
            Status = release.Status,
            Chart = release.Chart?.Name,
            ChartVersion = release.Chart?.Version,
            AppVersion = release.Chart?.AppVersion,
            Updated = release.LastDeployedText,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = release.Name,
                ["owner"] = "helm",
                ["status"] = release.Status,
                ["version"] = release.Revision.ToString(CultureInfo.InvariantCulture),
            },
            Driver = ListingEntry.DriverSecret,
            ObjectName = RecordName.For(release.Name, release.Revision),
            Type = "helm.sh/release.v1",
            Uid = "",
            ResourceVersion = "",
            Record = ContentName.Of(content),
            Encoding = SavedRecord.Base64,
            Size = size,
            Seen = found.Modified,
            Needs = CustomKinds.Of(release, limits),
        };

    // validate_name.go in Helm's pkg/action.
    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ReleaseName();

    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NamespaceName();
}
