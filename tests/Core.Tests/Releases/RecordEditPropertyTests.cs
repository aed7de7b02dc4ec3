using FsCheck;
using FsCheck.Fluent;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>An edit changes what it names and no other byte, however the record is spelled.</summary>
public sealed class RecordEditPropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void Members_that_are_there_are_replaced_in_place() =>
        Prop.ForAll(
                RecordGenerator.Record.Where(one => one.HasStatus && one.HasDescription).ToArbitrary(),
                one =>
                    new RecordEdit(one.Json)
                        .SetStatus("new")
                        .SetDescription("text")
                        .Apply()
                        .AsSpan()
                        .SequenceEqual(one.With("\"new\"", "\"text\""))
            )
            .Check(Many);

    [Fact]
    public void Members_that_are_missing_are_inserted_in_one_place() =>
        Prop.ForAll(
                RecordGenerator.Record.Where(one => !one.HasStatus || !one.HasDescription).ToArbitrary(),
                one =>
                {
                    var edit = new RecordEdit(one.Json);
                    edit = one.HasStatus ? edit : edit.SetStatus("new");
                    edit = one.HasDescription ? edit : edit.SetDescription("text");
                    return IsInsertion(one.Json, edit.Apply());
                }
            )
            .Check(Many);

    [Fact]
    public void An_edited_record_reads_as_edited_and_is_otherwise_the_same() =>
        Prop.ForAll(
                (
                    from one in RecordGenerator.Record
                    from status in ArbMap.Default.GeneratorFor<NonNull<string>>()
                    select (one, status.Get)
                ).ToArbitrary(),
                pair =>
                {
                    var (one, text) = pair;
                    var edited = new RecordEdit(one.Json).SetStatus("new").SetDescription(text).Apply();
                    var (before, after) = (Release.Parse(one.Json), Release.Parse(edited));
                    return after.Status == "new"
                        && after.Description == WithoutHalfPairs(text)
                        && after.Config?.GetRawText() == before.Config?.GetRawText()
                        && after.FirstDeployed == before.FirstDeployed
                        && RecordComparison.SameBody(one.Json, edited);
                }
            )
            .Check(Many);

    [Fact]
    public void An_edit_that_is_undone_leaves_the_record_as_it_was() =>
        Prop.ForAll(
                (
                    from body in Gen.Elements<byte[]>(Recorded.Bodies)
                    from status in Gen.Elements<string>(ReleaseStatuses.All)
                    from text in ArbMap.Default.GeneratorFor<NonNull<string>>()
                    select (body, status, text.Get)
                ).ToArbitrary(),
                one =>
                {
                    var (body, status, text) = one;
                    var edited = new RecordEdit(body).SetStatus(status).SetDescription(text).Apply();
                    var before = Release.Parse(body);
                    return new RecordEdit(edited)
                        .SetStatus(before.Status)
                        .SetDescription(before.Description)
                        .Apply()
                        .AsSpan()
                        .SequenceEqual(body);
                }
            )
            .Check(Many);

    private static bool IsInsertion(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var head = before.CommonPrefixLength(after);
        var tail = 0;
        while (tail < before.Length - head && before[^(tail + 1)] == after[^(tail + 1)])
        {
            tail++;
        }

        return after.Length > before.Length && head + tail == before.Length;
    }

    private static string WithoutHalfPairs(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}
