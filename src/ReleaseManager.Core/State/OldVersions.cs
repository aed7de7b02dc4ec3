using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>What users of a bucket should know of the older versions of what is replaced or removed there.</summary>
internal static class OldVersions
{
    /// <summary>For whoever begins a state; null where there is nothing to say.</summary>
    public static async Task<string?> WarnOfNoneAsync(IBackend backend, CancellationToken stop) =>
        (await backend.FindGuaranteesAsync(stop)).KeepsVersions == false
            ? $"The bucket of {backend.Location} keeps no old versions. Switch its versioning on, so that what is overwritten or deleted there, by mistake or by malice, can be brought back."
            : null;

    /// <summary>For whoever removes something; null where nothing of it stays, or nobody knows.</summary>
    public static async Task<string?> WarnOfTheseAsync(IBackend backend, CancellationToken stop)
    {
        try
        {
            return (await backend.FindGuaranteesAsync(stop)).KeepsVersions == true
                ? $"The bucket of {backend.Location} is versioned: old versions of what was removed stay there until a lifecycle rule or somebody removes them."
                : null;
        }
        catch (BackendException)
        {
            // Who may remove need not be allowed to write, and without a write the bucket's ways cannot be tried out.
            return null;
        }
    }
}
