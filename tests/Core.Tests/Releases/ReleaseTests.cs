using System.Text;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class ReleaseTests
{
    private const string Full = """
        {
          "name": "web", "namespace": "shop", "version": 7, "apply_method": "ssa", "unknown": {"a": [1]},
          "info": {
            "first_deployed": "2026-11-22T11:38:55.123456789+01:00", "last_deployed": "2026-11-23T00:00:00Z", "deleted": "",
            "description": "Upgrade \u003ccomplete\u003e", "status": "superseded", "notes": "Hello\n"
          },
          "chart": {
            "metadata": {
              "name": "front", "version": "1.2.3+b", "appVersion": "4", "apiVersion": "v2", "type": "application",
              "description": "d", "kubeVersion": ">=1.20", "deprecated": true, "annotations": {"yes": "a"},
              "dependencies": [{"name": "one", "version": "1.x", "repository": "https://user:pass@charts.example.com/a?token=t"}, null, {"name": "two"}]
            },
            "lock": null,
            "templates": [{"name": "templates/a.yaml", "data": "YTogMQ=="}],
            "values": {"replicas": 1.0},
            "schema": "e30=",
            "files": [
              {"name": "crds/a.yaml", "data": ""}, {"name": "crds/b.YML", "data": null}, {"name": "crds/sub/c.json"},
              {"name": "crds/README.md"}, {"name": "files/crds/d.yaml"}
            ]
          },
          "config": {"id": 9007199254740993, "x": 1e3},
          "manifest": "---\n# Source: a\nkind: A\n",
          "hooks": [
            null,
            {
              "name": "h", "kind": "Job", "path": "p", "manifest": "m", "events": ["pre-install", "pre-install"], "weight": -5000000000,
              "delete_policies": ["hook-failed"], "output_log_policies": ["hook-succeeded"],
              "last_run": {"started_at": "2026-11-22T11:38:55.1Z", "phase": "Running"}
            }
          ]
        }
        """;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, RecordCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_Go_can_decode_is_a_release_and_nothing_else(int index)
    {
        var one = RecordCases.All[index];
        var error = Record.Exception(() => Release.Parse(one.Body("a")));

        Assert.Equal((one, one.IsReadable), (one, error is null));
        Assert.True(error is null or RecordException { ErrorId: "RecordUnreadable" });
    }

    [Fact]
    public void A_release_shows_what_its_record_holds()
    {
        var release = Release.Parse(Encoding.UTF8.GetBytes(Full));

        Assert.Equal(
            ("web", "shop", 7, "superseded"),
            (release.Name, release.Namespace, release.Revision, release.Status)
        );
        Assert.Equal(("Upgrade <complete>", "Hello\n"), (release.Description, release.Notes));
        Assert.Equal(
            new DateTimeOffset(2026, 11, 22, 11, 38, 55, TimeSpan.FromHours(1)).AddTicks(1234567),
            release.FirstDeployed
        );
        Assert.Equal("2026-11-23T00:00:00Z", release.LastDeployedText);
        Assert.Null(release.Deleted);
        Assert.Equal(("ssa", true, true), (release.ApplyMethod, release.ServerSideApply, release.HasInfo));
        Assert.Equal("""{"id": 9007199254740993, "x": 1e3}""", release.Config!.Value.GetRawText());
        Assert.Equal("""{"replicas": 1.0}""", release.ChartValues!.Value.GetRawText());
        Assert.Equal("{}"u8.ToArray(), release.ChartSchema.ToArray());
        Assert.Equal("a: 1"u8.ToArray(), Assert.Single(release.Templates).Data.ToArray());
        Assert.Equal(["crds/a.yaml", "crds/b.YML", "crds/sub/c.json"], release.CrdFiles.Select(file => file.Name));
        Assert.Equal("---\n# Source: a\nkind: A\n", release.Manifest);
    }

    [Fact]
    public void A_release_shows_its_chart()
    {
        var chart = Release.Parse(Encoding.UTF8.GetBytes(Full)).Chart!;

        Assert.Equal(("front", "1.2.3+b", "4", "v2"), (chart.Name, chart.Version, chart.AppVersion, chart.ApiVersion));
        Assert.Equal(
            ("application", "d", ">=1.20", true),
            (chart.Type, chart.Description, chart.KubeVersion, chart.Deprecated)
        );
        Assert.Equal(["one 1.x (https://charts.example.com/a)", "two"], chart.Dependencies.Select(one => $"{one}"));
        Assert.Equal("a", chart.Annotations["yes"]);
    }

    [Fact]
    public void A_release_shows_its_hooks()
    {
        var hook = Assert.Single(Release.Parse(Encoding.UTF8.GetBytes(Full)).Hooks);

        Assert.Equal((1, "h", "Job", "p", "m"), (hook.Index, hook.Name, hook.Kind, hook.Path, hook.Manifest));
        Assert.Equal(-5_000_000_000, hook.Weight);
        Assert.Equal(["pre-install", "pre-install"], hook.Events);
        Assert.Equal(["hook-failed"], hook.DeletePolicies);
        Assert.Equal(["hook-succeeded"], hook.OutputLogPolicies);
        Assert.Equal(new HookRun("2026-11-22T11:38:55.1Z", "", "Running"), hook.LastRun);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"info":null,"chart":null,"config":null,"hooks":null,"manifest":null,"name":null,"version":null}""")]
    [InlineData("""{"chart":{"metadata":null}}""")]
    public void A_release_without_info_or_chart_is_empty(string json)
    {
        var release = Release.Parse(Encoding.UTF8.GetBytes(json));

        Assert.False(release.HasInfo);
        Assert.Equal(("", "", 0, "", "", ""), Shown(release));
        Assert.Null(release.Chart);
        Assert.Null(release.Config);
        Assert.Null(release.LastDeployed);
        Assert.Null(release.ApplyMethod);
        Assert.Empty(release.Hooks);
        Assert.Empty(release.Templates);
        Assert.Equal(0, release.ChartSchema.Length);

        static (string, string, int, string, string, string) Shown(Release one) =>
            (one.Name, one.Namespace, one.Revision, one.Status, one.Description, one.Manifest);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"\"")]
    [InlineData("\ufeff{}")]
    public void What_is_no_json_object_is_no_release(string json) =>
        Assert.Throws<RecordException>(() => Release.Parse(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"name":"a","name":"b"}""", "b")]
    [InlineData("""{"name":"a","NAME":"b"}""", "b")]
    [InlineData("""{"NAME":"b","name":"a"}""", "a")]
    [InlineData("""{"name":"a","name":null}""", "a")]
    [InlineData("""{"n\u0061me":"a"}""", "a")]
    [InlineData("""{"nam\u00e9":"b","name":"a"}""", "a")]
    public void Names_match_without_case_and_the_last_one_wins(string json, string name) =>
        Assert.Equal(name, Release.Parse(Encoding.UTF8.GetBytes(json)).Name);

    [Fact]
    public void A_struct_that_stands_there_twice_is_decoded_over_the_first()
    {
        var release = Release.Parse(
            """{"info":{"status":"failed","notes":"n"},"INFO":{"status":"deployed"},"config":{"a":1},"config":{"b":2}}"""u8.ToArray()
        );

        Assert.Equal(("deployed", "n"), (release.Status, release.Notes));
        Assert.False(Release.Parse("""{"info":{"status":"failed"},"info":null}"""u8.ToArray()).HasInfo);
    }

    [Fact]
    public void Text_that_is_no_unicode_is_replaced_as_Go_does()
    {
        var release = Release.Parse(
            Encoding.Latin1.GetBytes("""{"name":"a\ud800b","manifest":"c""" + "\u00ff" + "\"}")
        );

        Assert.Equal(("a\ufffdb", "c\ufffd"), (release.Name, release.Manifest));
    }

    [Fact]
    public void Values_show_as_plain_ones_whatever_text_they_hold()
    {
        var content = ReleaseView.ContentOf(
            Release.Parse(
                """{"config":{"a":"\ud800","\udc00":1,"b":[1.5,null,true,{"c":9007199254740993}],"d":1e3}}"""u8.ToArray()
            )
        );

        Assert.Equal(["a", "\ufffd", "b", "d"], content.Values.Keys);
        Assert.Equal("\ufffd", content.Values["a"]);
        var list = Assert.IsType<object?[]>(content.Values["b"]);
        Assert.Equal([1.5m, null, true], list[..3]);
        Assert.Equal(9007199254740993, ((IReadOnlyDictionary<string, object?>)list[3]!)["c"]);
    }
}
