using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State.Original;

/// <summary>How the original tool wrote JSON of its own: members as Go names them.</summary>
[JsonSerializable(typeof(ManagerRelease))]
internal sealed partial class OriginalJson : JsonSerializerContext;
