namespace ReleaseManager.Sandbox.Storage;

/// <summary>One change of the store: an object that came, changed or went.</summary>
/// <param name="Revision">The store's revision after the change.</param>
/// <param name="Storage">Where the object's kind is stored.</param>
/// <param name="Before">The object before; null if it came.</param>
/// <param name="After">The object after; null if it went.</param>
/// <param name="Last">The object as a watch shows it: as it is, or as it was when it went, with the revision of that.</param>
internal sealed record StoreChange(
    long Revision,
    string Storage,
    StoredObject? Before,
    StoredObject? After,
    StoredObject Last
);
