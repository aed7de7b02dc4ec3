using System.Text.Json.Nodes;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>What a write came to.</summary>
/// <param name="Object">The object as it is now, in the version that was asked for.</param>
/// <param name="Created">True where it is new.</param>
internal sealed record WriteResult(JsonObject Object, bool Created);
