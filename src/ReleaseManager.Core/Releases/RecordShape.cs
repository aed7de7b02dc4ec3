using System.Collections.Frozen;

namespace ReleaseManager.Core.Releases;

/// <summary>The Go type that Helm decodes a member of a record into; a mismatch fails the whole record.</summary>
internal sealed class RecordShape
{
    private static readonly RecordShape Text = new(ShapeKind.Text);
    private static readonly RecordShape Time = new(ShapeKind.ReleaseTime);
    private static readonly RecordShape PlainTime = new(ShapeKind.PlainTime);
    private static readonly RecordShape Bytes = new(ShapeKind.Bytes);
    private static readonly RecordShape Whole = new(ShapeKind.Whole);
    private static readonly RecordShape Long = new(ShapeKind.Long);
    private static readonly RecordShape Truth = new(ShapeKind.Truth);
    private static readonly RecordShape Free = new(ShapeKind.Free);
    private static readonly RecordShape Refused = new(ShapeKind.Refused);
    private static readonly RecordShape Texts = ListOf(Text);
    private static readonly RecordShape Values = MapOf(Free);

    private static readonly RecordShape Info = Struct(
        ("first_deployed", Time),
        ("last_deployed", Time),
        ("deleted", Time),
        ("description", Text),
        ("status", Text),
        ("notes", Text),
        ("resources", MapOf(ListOf(Refused)))
    );

    private static readonly RecordShape Dependency = Struct(
        ("name", Text),
        ("version", Text),
        ("repository", Text),
        ("condition", Text),
        ("tags", Texts),
        ("enabled", Truth),
        ("import-values", ListOf(Free)),
        ("alias", Text)
    );

    private static readonly RecordShape Metadata = Struct(
        ("name", Text),
        ("home", Text),
        ("sources", Texts),
        ("version", Text),
        ("description", Text),
        ("keywords", Texts),
        ("maintainers", ListOf(Struct(("name", Text), ("email", Text), ("url", Text)))),
        ("icon", Text),
        ("apiVersion", Text),
        ("condition", Text),
        ("tags", Text),
        ("appVersion", Text),
        ("deprecated", Truth),
        ("annotations", MapOf(Text)),
        ("kubeVersion", Text),
        ("dependencies", ListOf(Dependency)),
        ("type", Text)
    );

    private static readonly RecordShape File = Struct(("name", Text), ("data", Bytes), ("modtime", PlainTime));

    private static readonly RecordShape Chart = Struct(
        ("metadata", Metadata),
        ("lock", Struct(("generated", PlainTime), ("digest", Text), ("dependencies", ListOf(Dependency)))),
        ("templates", ListOf(File)),
        ("values", Values),
        ("schema", Bytes),
        ("files", ListOf(File)),
        ("schemamodtime", PlainTime),
        ("modtime", PlainTime)
    );

    private static readonly RecordShape Hook = Struct(
        ("name", Text),
        ("kind", Text),
        ("path", Text),
        ("manifest", Text),
        ("events", Texts),
        ("last_run", Struct(("started_at", Time), ("completed_at", Time), ("phase", Text))),
        ("weight", Long),
        ("delete_policies", Texts),
        ("output_log_policies", Texts)
    );

    private readonly FrozenDictionary<string, (string Name, RecordShape Shape)> members;
    private readonly FrozenDictionary<string, (string Name, RecordShape Shape)>.AlternateLookup<
        ReadOnlySpan<char>
    > folded;

    private RecordShape(
        ShapeKind kind,
        RecordShape? element = null,
        IEnumerable<(string Name, RecordShape Shape)>? members = null
    )
    {
        Kind = kind;
        Element = element;
        this.members = (members ?? []).ToFrozenDictionary(one => one.Name.ToLowerInvariant(), StringComparer.Ordinal);
        folded = this.members.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>A release: the union of what Helm 3 and Helm 4 know.</summary>
    public static RecordShape Release { get; } =
        Struct(
            ("name", Text),
            ("info", Info),
            ("chart", Chart),
            ("config", Values),
            ("manifest", Text),
            ("hooks", ListOf(Hook)),
            ("version", Whole),
            ("namespace", Text),
            ("apply_method", Text)
        );

    public ShapeKind Kind { get; }

    /// <summary>Of a list's or map's elements.</summary>
    public RecordShape? Element { get; }

    /// <summary>Finds a member as Go does: without regard to case.</summary>
    public (string Name, RecordShape Shape)? Find(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[32];
        if (name.Length > lower.Length)
        {
            return null;
        }

        for (var index = 0; index < name.Length; index++)
        {
            // Two letters beyond ASCII fold to letters within: the long s and the Kelvin sign.
            lower[index] = name[index] switch
            {
                '\u017f' => 's',
                '\u212a' => 'k',
                var unit => char.IsAsciiLetterUpper(unit) ? (char)(unit | 0x20) : unit,
            };
        }

        return folded.TryGetValue(lower[..name.Length], out var member) ? member : null;
    }

    private static RecordShape ListOf(RecordShape element) => new(ShapeKind.List, element);

    private static RecordShape MapOf(RecordShape element) => new(ShapeKind.Map, element);

    private static RecordShape Struct(params (string Name, RecordShape Shape)[] members) =>
        new(ShapeKind.Struct, null, members);
}
