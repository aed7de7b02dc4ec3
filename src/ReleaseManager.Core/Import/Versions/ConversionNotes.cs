using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>What a conversion has to tell: collected on the way through the versions, read at its end.</summary>
internal sealed class ConversionNotes
{
    private readonly List<string> _notes = [];
    private readonly List<string> _kept = [];

    /// <summary>Why this object cannot be said in the new version; null if it can.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What to show in a plan; the same thing in many places of an object is said once.</summary>
    public IReadOnlyList<string> Texts =>
        _kept.Count == 0
            ? _notes
            : [$"says what its old version took for granted: {string.Join(", ", _kept)}", .. _notes];

    public void Add(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    /// <summary>Makes a default of the old version explicit where the new one has another, or none.</summary>
    public void Keep(JsonObject json, string member, JsonNode value)
    {
        if (!json.Has(member))
        {
            json[member] = value;
            Kept($"{member} {(value is JsonValue scalar && scalar.Text() is { } text ? text : value.ToJsonString())}");
        }
    }

    /// <summary>Notes that a default was made explicit.</summary>
    public void Kept(string what)
    {
        if (!_kept.Contains(what))
        {
            _kept.Add(what);
        }
    }

    /// <summary>Takes out what the new version has no place for.</summary>
    public void Leave(JsonObject json, string member)
    {
        if (json.Take(member) is not null)
        {
            Add($"{member} is left out: the new version has none");
        }
    }

    public void Refuse(string reason) => Refusal ??= reason;
}
