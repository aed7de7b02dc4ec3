namespace ReleaseManager.Core.Releases;

/// <summary>An object's reference to another one.</summary>
/// <param name="To">What is referred to.</param>
/// <param name="IsOptional">Whether the object says itself that it does without.</param>
/// <param name="By">The object that refers, as <c>Deployment web</c>.</param>
internal readonly record struct ReferenceUse(ObjectReference To, bool IsOptional, string By);
