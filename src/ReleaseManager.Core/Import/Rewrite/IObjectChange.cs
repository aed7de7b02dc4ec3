using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>One way in which the objects of a release are changed on their way into a cluster, live and in the records alike.</summary>
internal interface IObjectChange
{
    /// <param name="item">An object of a manifest or a hook; it is never changed itself.</param>
    /// <param name="notes">Told what was changed, without values.</param>
    /// <returns>The changed object; the very same one where nothing changes; null where it is to be left out.</returns>
    /// <exception cref="ReleaseManagerException">The change does not fit this object.</exception>
    JsonObject? Apply(JsonObject item, RewriteNotes notes);

    /// <summary>Whether anything of a record may change; a quick look at its JSON that spares reading most manifests.</summary>
    bool MayConcern(ReadOnlySpan<byte> body);
}
