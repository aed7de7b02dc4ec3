namespace ReleaseManager;

/// <summary>What an import would do with an object that belongs to no single release: a namespace, a CRD, or something that releases refer to.</summary>
/// <param name="Name">The object's name; with kind and namespace where the list holds several kinds.</param>
/// <param name="Action">What would be done: <c>create</c>, <c>add metadata</c>, <c>none</c>; <c>missing</c> where it is not
/// there and cannot or shall not be created.</param>
/// <param name="Notes">Differences that stay as they are, or what to look at.</param>
public sealed record PlannedStep(string Name, string Action, IReadOnlyList<string> Notes)
{
    /// <summary>Differences that stay as they are, or what to look at.</summary>
    public IReadOnlyList<string> Notes
    {
        get;
        init => field = IndexedList.Of(value);
    } = IndexedList.Of(Notes);
}
