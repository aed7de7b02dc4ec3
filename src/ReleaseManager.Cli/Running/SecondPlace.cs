using System.CommandLine;
using System.CommandLine.Parsing;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that name another state than the one that a command works on: the kind of place it is in, and those of that place.</summary>
internal sealed class SecondPlace
{
    private readonly Option<string?> _kind;
    private readonly PlaceFlags _place;
    private readonly string _what;
    private readonly bool _isRequired;

    private SecondPlace(Option<string?> kind, PlaceFlags place, string what, bool isRequired)
    {
        _kind = kind;
        _place = place;
        _what = what;
        _isRequired = isRequired;
    }

    /// <summary>Where a copy is written to.</summary>
    public static SecondPlace Copy { get; } =
        new(
            Flags.Text("--to", "In what kind of place the copy is to be (required)", "local|s3"),
            PlaceFlags.Copy,
            "the copy is to be",
            isRequired: true
        );

    /// <summary>Where the state is that stands on the right of a comparison.</summary>
    public static SecondPlace Difference { get; } =
        new(
            Flags.Text(
                "--difference",
                "In what kind of place the state on the right is, where it is another one than that on the left",
                "local|s3"
            ),
            PlaceFlags.Difference,
            "the state on the right is",
            isRequired: false
        );

    /// <summary>All of them.</summary>
    public IReadOnlyList<Symbol> All => [_kind, _place.Path, .. _place.Bucket, .. _place.Key];

    /// <summary>Says what is missing, or too much.</summary>
    public void Validate(CommandResult result)
    {
        if (Flags.LacksValue(result, _kind))
        {
            return;
        }

        var text = result.GetValue(_kind);
        if (KindOf(text) is { } kind)
        {
            _place.Validate(result, kind);
        }
        else if (text is not null)
        {
            result.AddError($"'{text}' is no kind of place: choose local or s3.");
        }
        else if (_isRequired || _place.IsNamed(result))
        {
            result.AddError($"{_kind.Name} is missing: it says in what kind of place {_what}, local or s3.");
        }
    }

    /// <summary>The state; touches nothing yet. Null where none was named.</summary>
    /// <exception cref="ReleaseManagerException">Its key cannot be read, or its place cannot be meant.</exception>
    public ReleaseState? Open(Session session) =>
        KindOf(session.Get(_kind)) is { } kind ? session.Open(_place, kind) : null;

    private static PlaceKind? KindOf(string? text)
    {
        foreach (var kind in Enum.GetValues<PlaceKind>())
        {
            if (string.Equals(text, Verb.NameOf(kind), StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }
}
