using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>Records in all the spellings that JSON allows, in pieces around what an edit may change.</summary>
internal static class RecordGenerator
{
    private static readonly Gen<string> Blank = Gen.Elements("", "", " ", "\n", "\t \r\n");

    // Number text, escapes and members that a re-encode would change.
    private static readonly Gen<string> Value = Gen.Elements(
        "1.0",
        "1e3",
        "-0",
        "1E+2",
        "9007199254740993",
        "123456789012345678901234567890",
        "0.10",
        "null",
        "true",
        "\"\"",
        "\"\\u003ca\\u003e\\/\\u00e9\"",
        "\"é🚀\\ud800\"",
        "[ ]",
        "{ }",
        "[1.50,[null,{\"b\":\"\"}]]",
        "{\"b\":1,\"b\":2,\"A\":{\"status\":\"x\"}}"
    );

    private static readonly Gen<string> Unknown =
        from name in Gen.Elements("x", "unknown", "statuses", "\\u0061", "é", "")
        from one in Value
        from blank in Blank
        select $"{blank}\"{name}\"{blank}:{blank}{one}{blank}";

    private static readonly Gen<string> Text = Gen.Elements(
        "\"\"",
        "\"a\"",
        "\"\\u003c\\n\"",
        "\"é\"",
        "null",
        "\"\\ud800\""
    );

    private static readonly Gen<string> Time = Gen.Elements(
        "\"\"",
        "\"2026-11-22T11:38:55.123456789+01:00\"",
        "\"2026-11-22T11:38:55Z\"",
        "null"
    );

    /// <summary>Members behind and before others, with the commas that this takes.</summary>
    private static readonly Gen<IReadOnlyList<string>> Unknowns =
        from count in Gen.Choose(0, 2)
        from some in Unknown.ListOf(count)
        select (IReadOnlyList<string>)[.. some];

    /// <summary>A record with a status and a description, either of which may be missing.</summary>
    public static Gen<GeneratedRecord> Record { get; } =
        from before in Unknowns
        from between in Unknowns
        from after in Unknowns
        from status in Text
        from description in Text
        from time in Time
        from has in Gen.Elements((true, true), (true, true), (true, false), (false, true), (false, false))
        from swapped in Gen.Elements(false, true)
        from name in Gen.Elements("info", "INFO", "inf\\u006f")
        from config in Value.Where(one => one[0] is '{' || one is "null")
        from blank in Blank
        select Make(before, between, after, status, description, time, has, swapped, name, config, blank);

    private static GeneratedRecord Make(
        IReadOnlyList<string> before,
        IReadOnlyList<string> between,
        IReadOnlyList<string> after,
        string status,
        string description,
        string time,
        (bool Status, bool Description) has,
        bool swapped,
        string name,
        string config,
        string blank
    )
    {
        string[] edited =
        [
            .. has.Status ? [$"\"status\":{blank}<status>"] : Array.Empty<string>(),
            .. has.Description ? [$"{blank}\"description\"{blank}:<description>"] : Array.Empty<string>(),
        ];
        string[] info = [$"\"first_deployed\":{blank}{time}", .. swapped ? edited.Reverse() : edited, .. between];
        string[] root =
        [
            .. before,
            $"\"{name}\"{blank}:{blank}{{{string.Join(',', info)}{blank}}}",
            $"{blank}\"config\":{config}",
            .. after,
        ];
        return new GeneratedRecord($"{blank}{{{string.Join(',', root)}{blank}}}{blank}", status, description);
    }
}

/// <summary>A record with places for status and description.</summary>
/// <param name="Template">JSON with <c>&lt;status&gt;</c> and <c>&lt;description&gt;</c>, where it has them.</param>
/// <param name="Status">The status as JSON.</param>
/// <param name="Description">The description as JSON.</param>
internal sealed record GeneratedRecord(string Template, string Status, string Description)
{
    public byte[] Json => With(Status, Description);

    public bool HasStatus => Template.Contains("<status>", StringComparison.Ordinal);

    public bool HasDescription => Template.Contains("<description>", StringComparison.Ordinal);

    public byte[] With(string status, string description) =>
        Encoding.UTF8.GetBytes(
            Template
                .Replace("<status>", status, StringComparison.Ordinal)
                .Replace("<description>", description, StringComparison.Ordinal)
        );
}
