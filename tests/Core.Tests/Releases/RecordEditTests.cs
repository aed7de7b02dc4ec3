using System.Text;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class RecordEditTests
{
    [Fact]
    public void An_edit_of_nothing_changes_nothing() =>
        Assert.All(Recorded.Bodies, body => Assert.Equal(body, new RecordEdit(body).Apply()));

    [Theory]
    [InlineData("""{"info":{"status":"deployed"}}""", """{"info":{"status":"failed","description":"why"}}""")]
    [InlineData("""{"info":{}}""", """{"info":{"status":"failed","description":"why"}}""")]
    [InlineData("""{"info":null}""", """{"info":{"status":"failed","description":"why"}}""")]
    [InlineData("{}", """{"info":{"status":"failed","description":"why"}}""")]
    [InlineData("""{ "a" : 1.0 }""", """{ "a" : 1.0,"info":{"status":"failed","description":"why"} }""")]
    [InlineData("""{"info":{"a":1 }}""", """{"info":{"a":1,"status":"failed","description":"why" }}""")]
    [InlineData(
        """{"info":{"status":null,"description":""}}""",
        """{"info":{"status":"failed","description":"why"}}"""
    )]
    [InlineData("""{"INFO":{"Status":"a"}}""", """{"INFO":{"Status":"failed","description":"why"}}""")]
    [InlineData(
        """{"info":{"status":"a"},"info":{"description":"b"}}""",
        """{"info":{"status":"failed"},"info":{"description":"why"}}"""
    )]
    [InlineData(
        """{"info":{"status":"a","STATUS":"b","description":"c"}}""",
        """{"info":{"status":"a","STATUS":"failed","description":"why"}}"""
    )]
    [InlineData(
        """{"info":{"description":"\u003c","status":"b","notes":"\u003ca\/\u003e"},"version":1}""",
        """{"info":{"description":"why","status":"failed","notes":"\u003ca\/\u003e"},"version":1}"""
    )]
    public void Status_and_description_are_written_where_Go_finds_them(string json, string edited) =>
        Assert.Equal(
            edited,
            Text(new RecordEdit(Encoding.UTF8.GetBytes(json)).SetStatus("failed").SetDescription("why").Apply())
        );

    [Fact]
    public void Text_is_written_as_Go_writes_it() =>
        Assert.Equal(
            """{"info":{"description":"\u003ca\u003e \u0026 \"b\" \\ \n\r\t\u0000\u001f\u2028\u2029 é 🚀/'"}}""",
            Text(
                new RecordEdit("""{"info":{"description":""}}"""u8.ToArray())
                    .SetDescription("<a> & \"b\" \\ \n\r\t\0\u001f\u2028\u2029 é 🚀/'")
                    .Apply()
            )
        );

    [Fact]
    public void The_last_of_several_edits_counts() =>
        Assert.Equal(
            """{"info":{"status":"b"}}""",
            Text(new RecordEdit("""{"info":{"status":"x"}}"""u8.ToArray()).SetStatus("a").SetStatus("b").Apply())
        );

    [Fact]
    public void A_time_is_written_as_Go_writes_it()
    {
        var time = new DateTimeOffset(2026, 11, 22, 11, 38, 55, TimeSpan.FromHours(-5)).AddTicks(1_234_500);

        Assert.Equal(
            """{"info":{"last_deployed":"2026-11-22T11:38:55.12345-05:00","status":"a"}}""",
            Text(
                new RecordEdit("""{"info":{"last_deployed":"","status":"a"}}"""u8.ToArray())
                    .SetLastDeployed(time)
                    .Apply()
            )
        );
    }

    [Fact]
    public void Times_with_nine_digits_that_are_not_edited_stay()
    {
        const string json =
            """{"info":{"first_deployed":"2026-11-22T11:38:55.123456789Z","last_deployed":"2026-11-22T11:38:55.1Z","status":"a"}}""";

        Assert.Equal(
            json.Replace("\"a\"", "\"b\"", StringComparison.Ordinal),
            Text(new RecordEdit(Encoding.UTF8.GetBytes(json)).SetStatus("b").Apply())
        );
    }

    [Fact]
    public void A_hook_that_never_ran_keeps_the_form_of_its_Helm()
    {
        // Helm 3 writes "" for no time, Helm 4 leaves the member out.
        const string json =
            """{"hooks":[{"last_run":{"started_at":"","completed_at":"","phase":""}},{"last_run":{"phase":""}}]}""";
        var edit = new RecordEdit(Encoding.UTF8.GetBytes(json));
        var start = new DateTimeOffset(2026, 11, 22, 11, 38, 55, TimeSpan.Zero);

        edit.SetHookRun(0, start, null, "Running").SetHookRun(1, start, null, "Running");
        Assert.Equal(
            """{"hooks":[{"last_run":{"started_at":"2026-11-22T11:38:55Z","completed_at":"","phase":"Running"}},"""
                + """{"last_run":{"phase":"Running","started_at":"2026-11-22T11:38:55Z"}}]}""",
            Text(edit.Apply())
        );
    }

    [Fact]
    public void A_hook_run_is_taken_over_with_its_nine_digits()
    {
        var edit = new RecordEdit("""{"hooks":[{"name":"a"}]}"""u8.ToArray());

        edit.SetHookRun(0, new HookRun("2026-11-22T11:38:55.123456789Z", "", "Failed"));
        Assert.Equal(
            """{"hooks":[{"name":"a","last_run":{"started_at":"2026-11-22T11:38:55.123456789Z","phase":"Failed"}}]}""",
            Text(edit.Apply())
        );
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_hook_that_is_not_there_is_an_error_of_the_caller(int index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            new RecordEdit("""{"hooks":[{}]}"""u8.ToArray()).SetHookRun(index, HookRun.Never)
        );

    [Fact]
    public void What_Helm_cannot_read_cannot_be_edited() =>
        Assert.Throws<RecordException>(() => new RecordEdit("""{"info":{"status":1}}"""u8.ToArray()));

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}
