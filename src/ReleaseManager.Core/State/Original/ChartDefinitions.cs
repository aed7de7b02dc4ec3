using System.Text;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State.Original;

/// <summary>
/// Finds the custom resource definitions in the <c>crds/</c> of the releases' own charts: the only ones beside the manifests that a record holds. What
/// the cluster had may have been older or newer, and those of subcharts are lost.
/// </summary>
internal sealed partial class ChartDefinitions(IBackend backend, DecodeLimits limits)
{
    private const int NameLimit = 253;

    // Far more than the largest operators bring.
    private const long PackedBytes = 64L << 20;

    private readonly Dictionary<string, (CapturedResource Resource, byte[] Packed)> _found = new(
        StringComparer.Ordinal
    );
    private long _bytes;

    /// <summary>Those found so far, with the bytes that a state keeps of them.</summary>
    public IReadOnlyCollection<(CapturedResource Resource, byte[] Packed)> Found => _found.Values;

    /// <summary>Takes those of the highest revision of each release; where several charts bring one, that of the release deployed last.</summary>
    public async Task ReadAsync(IEnumerable<OriginalHistory> histories, CancellationToken stop)
    {
        foreach (var history in histories.OrderByDescending(one => one.Files[^1].LastDeployed))
        {
            var file = history.Files[^1];
            if (file.Entry.Needs?.Any(need => need.StartsWith(CustomKinds.CrdPrefix, StringComparison.Ordinal)) != true)
            {
                continue;
            }

            // What has changed since it was listed is no longer what this snapshot holds.
            if (
                await backend.ReadAsync(file.Name, stop) is { } content
                && ContentName.Of(content.Bytes.Span) == file.PlainHash
                && !TryAdd(Release.Parse(content.Bytes, limits))
            )
            {
                history.Lack("not all definitions in its chart's crds/ can be read");
            }
        }
    }

    /// <returns>False if some of them could not be taken.</returns>
    private bool TryAdd(Release release)
    {
        var all = true;
        foreach (var file in release.CrdFiles)
        {
            foreach (var definition in Read(file, ref all))
            {
                all &= TryAdd(definition);
            }
        }

        return all;
    }

    private IReadOnlyList<ManifestObject> Read(ChartFile file, ref bool all)
    {
        try
        {
            return
            [
                .. Manifest
                    .Parse(Encoding.UTF8.GetString(file.Data.Span), limits)
                    .Where(item => item is { Kind: "CustomResourceDefinition", Group: "apiextensions.k8s.io" }),
            ];
        }
        catch (RecordException)
        {
            all = false;
            return [];
        }
    }

    private bool TryAdd(ManifestObject definition)
    {
        if (_found.ContainsKey(definition.Name))
        {
            return true;
        }

        var plain = ResourceForm.Write(ResourceForm.Strip(definition.Json));
        var packed = Gzip.Compress(plain);
        if (
            definition.Name.Length > NameLimit
            || !ObjectName().IsMatch(definition.Name)
            || _bytes + packed.Length > PackedBytes
        )
        {
            return false;
        }

        _bytes += packed.Length;
        var resource = new CapturedResource(CapturedResource.Crd, definition.Name, ContentName.Of(plain));
        _found[definition.Name] = (resource, packed);
        return true;
    }

    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ObjectName();
}
