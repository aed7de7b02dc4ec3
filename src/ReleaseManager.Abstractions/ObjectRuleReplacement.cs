namespace ReleaseManager;

/// <summary>Replaces the beginning of texts, as of image names or hosts.</summary>
/// <param name="Path">A JSON pointer to the texts; <c>*</c> stands for every element of a list or every member:
/// <c>/spec/template/spec/containers/*/image</c>. A place that an object does not have is passed over.</param>
/// <param name="From">The beginning that is replaced; texts that begin otherwise stay.</param>
/// <param name="To">What takes its place.</param>
public sealed record ObjectRuleReplacement(string Path, string From, string To);
