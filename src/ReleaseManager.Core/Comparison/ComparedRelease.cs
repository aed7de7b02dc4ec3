using ReleaseManager.Core.Export;

namespace ReleaseManager.Core.Comparison;

/// <summary>The highest revision of a release on one side, as its metadata tell it.</summary>
internal abstract class ComparedRelease
{
    /// <summary>The very content in its cluster: two of one key hold the same.</summary>
    public abstract RecordKey Key { get; }

    /// <summary>What tells it from other releases.</summary>
    public abstract ReleaseKey Release { get; }

    /// <summary>The number of the revision.</summary>
    public abstract int Revision { get; }

    /// <summary>Reads the record's value, once.</summary>
    /// <returns>Null where it is gone since it was listed.</returns>
    public abstract Task<byte[]?> ReadAsync(CancellationToken stop);

    /// <summary>Lets go of what was read: it is of no more use.</summary>
    public virtual void Forget() { }

    /// <summary>What is shown of it; reads the record where the metadata do not tell enough.</summary>
    public abstract Task<HelmRelease> ShowAsync(CancellationToken stop);
}
