namespace ReleaseManager.Core.Clusters;

/// <summary>One of several reasons for a refusal.</summary>
/// <param name="Field">Path of the field, such as <c>spec.replicas</c>; empty if it is about the whole object.</param>
/// <param name="Reason">The API's own word: <c>FieldValueInvalid</c>, <c>FieldManagerConflict</c>, ...</param>
/// <param name="Message">Why, without the field's value; for a conflict it names the other manager.</param>
public sealed record ApiCause(string Field, string Reason, string Message);
