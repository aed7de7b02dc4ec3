using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleaseManager.Core.State;

/// <summary>How the state's own types are written: camelCase, no nulls, members in declared order, text as it is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StateHeader))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(ListingEntry))]
[JsonSerializable(typeof(ManagerNote))]
[JsonSerializable(typeof(ClusterIdentity))]
[JsonSerializable(typeof(KeySlot))]
[JsonSerializable(typeof(RemovalList))]
[JsonSerializable(typeof(KeepMark))]
internal sealed partial class StateJson : JsonSerializerContext
{
    /// <summary>The one to use: relaxed escaping keeps the files readable; they are never put into HTML.
    /// Made at first use, since the generated half's static members may be initialised after this half's.</summary>
    public static StateJson Plain => field ??= new StateJson(Relaxed());

    // Not taken from the generated options: those may not be there yet when this is initialized.
    private static JsonSerializerOptions Relaxed() =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
}
