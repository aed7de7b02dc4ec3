using System.Text.Json.Serialization;

namespace ReleaseManager.Core.Import;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ImportLock))]
[JsonSerializable(typeof(byte[]))]
internal sealed partial class ImportJson : JsonSerializerContext;
