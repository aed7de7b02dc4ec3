namespace ReleaseManager.Core.Completion;

/// <summary>Something that could be meant at a prompt.</summary>
/// <param name="Value">What would be typed.</param>
/// <param name="About">One line that says what it is; the value itself where there is nothing to say. Names, times and counts alone.</param>
public sealed record Candidate(string Value, string About);
