using System.Text.Json.Serialization;

namespace ReleaseManager.Core.Import;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ImportLock))]
internal sealed partial class ImportJson : JsonSerializerContext;
