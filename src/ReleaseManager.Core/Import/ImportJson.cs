using System.Text.Json.Serialization;

namespace ReleaseManager.Core.Import;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ImportLock))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class ImportJson : JsonSerializerContext;
