using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class SecretMaskTests
{
    private const string Others =
        "---\n# Source: c/a.yaml\nkind: ConfigMap\nmetadata:\n  name: a # kept\ndata:\n  Secret: 'not one'\n";

    /// <summary>Each hides <c>hunter2</c> in another way.</summary>
    public static TheoryData<string> Secrets =>
        [
            "kind: Secret\nmetadata:\n  name: s\nstringData:\n  p: hunter2\n",
            "kind: Secret\ndata:\n  hunter: aHVudGVyMg==\n  p: hunter2\n",
            "kind: Secret\ndata: hunter2\n",
            "kind: \"\\x53ecret\"\nstringData: {p: hunter2}\n",
            "{\"kind\": \"\\u0053ecret\", \"data\": {\"p\": \"hunter2\"}}\n",
            "kind: List\nitems:\n- kind: Secret\n  stringData:\n    p: hunter2\n",
            "kind: List\nitems:\n- kind: List\n  items:\n  - kind: Secret\n    stringData:\n      p: hunter2\n",
            "kind: SecretList\nitems:\n- data:\n    p: hunter2\n",
            "kind: Secret\nstringData:\n  p: |\n    first\n    hunter2\n",
            "kind: &k Secret\nstringData: {a: &v hunter2, b: *v}\n",
            "kind: Secret\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: hunter2\n",
            "kind: Secret\nkind: Secret\nstringData:\n  p: hunter2\n  p: hunter2\n",
            "kind: Secret\nstringData:\n  p: {{ hunter2 }\n",
            "kind: Secret\n\tstringData: hunter2\n",
        ];

    [Theory]
    [MemberData(nameof(Secrets))]
    public void What_a_Secret_holds_is_hidden_and_said_to_be(string secret)
    {
        var manifest = $"{Others}---\n# Source: c/s.yaml\n{secret}{Others}";

        var shown = SecretMask.Text(manifest);

        Assert.DoesNotContain("hunter2", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", shown, StringComparison.Ordinal);
        Assert.Contains("\n---\n# Source: c/s.yaml\n# MASKED: ", shown, StringComparison.Ordinal);
        Assert.StartsWith(Others, shown, StringComparison.Ordinal);
        Assert.EndsWith(Others, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_Secrets_entries_are_kept_and_no_value_could_be_applied()
    {
        var shown = SecretMask.Text(
            "---\n# Source: s\napiVersion: v1\nkind: Secret\ntype: Opaque\ndata:\n  user: eA==\n"
        );

        Assert.StartsWith("---\n# Source: s\n# MASKED: ", shown, StringComparison.Ordinal);
        Assert.EndsWith(
            "\napiVersion: v1\nkind: Secret\ntype: Opaque\ndata:\n  user: \"(masked)\"\n",
            shown,
            StringComparison.Ordinal
        );
        var value = YamlReader.Read(shown)!["data"]!["user"]!.ToString();
        Assert.Null(GoBase64.Decode(Encoding.UTF8.GetBytes(value)));
    }

    [Fact]
    public void Without_a_Secret_a_manifest_stays_what_it_is_to_the_last_byte()
    {
        string[] manifests =
        [
            "",
            Others,
            "kind: A\r\n---\r\nkind: \"B\\n\"\r\n\r\n",
            "# no end of line",
            "kind: SealedSecret\nspec: {data: x}\n",
        ];

        Assert.All(manifests, manifest => Assert.Same(manifest, SecretMask.Text(manifest)));
    }

    [Fact]
    public void A_manifest_that_cannot_be_taken_apart_is_not_shown_if_it_may_hold_a_Secret()
    {
        Assert.StartsWith(
            "# MASKED: ",
            SecretMask.Text("kind: A\n---oops\nkind: Secret\ndata: {p: x}\n"),
            StringComparison.Ordinal
        );
        Assert.Equal("kind: A\n---oops\nkind: B\n", SecretMask.Text("kind: A\n---oops\nkind: B\n"));
    }

    [Fact]
    public void Every_recorded_manifest_keeps_its_objects_and_loses_its_secrets()
    {
        var masked = 0;
        foreach (var body in Recorded.Bodies)
        {
            var release = Release.Parse(body);
            var content = ReleaseView.ContentOf(release);
            var open = ReleaseView.ContentOf(release, new ReleaseForm { ShowSecrets = true });

            Assert.Same(release.Manifest, open.Manifest);
            Assert.Equal(Names(release.Manifest), Names(content.Manifest));
            foreach (var secret in Manifest.Parse(release.Manifest).Where(item => item.Kind == "Secret"))
            {
                masked++;
                Assert.All(
                    Values(secret.Json),
                    value => Assert.DoesNotContain(value, content.Manifest, StringComparison.Ordinal)
                );
                var shown = content.Objects.Cast<IReadOnlyDictionary<string, object?>>();
                Assert.DoesNotContain(
                    shown.Where(one => (string?)one["kind"] == "Secret").SelectMany(Texts),
                    text => Values(secret.Json).Contains(text)
                );
            }
        }

        Assert.True(masked > 3, $"only {masked} Secrets are recorded");
    }

    [Fact]
    public void A_hook_is_masked_as_the_manifest_is()
    {
        var release = Release.Parse(
            """{"hooks":[{"name":"s","kind":"Secret","manifest":"kind: Secret\nstringData: {p: hunter2}\n"}]}"""u8.ToArray()
        );

        Assert.DoesNotContain("hunter2", ReleaseView.ContentOf(release).Hooks[0].Manifest, StringComparison.Ordinal);
        Assert.Contains(
            "hunter2",
            ReleaseView.ContentOf(release, new ReleaseForm { ShowSecrets = true }).Hooks[0].Manifest,
            StringComparison.Ordinal
        );
        Assert.Same(release, ReleaseView.RecordOf(ReleaseView.ContentOf(release)));
    }

    private static IEnumerable<string> Names(string manifest) => Manifest.Parse(manifest).Select(item => $"{item}");

    private static IEnumerable<string> Values(JsonObject secret) =>
        ((string[])["data", "stringData"])
            .SelectMany(name => secret[name] as JsonObject ?? [])
            .Select(entry => $"{entry.Value}")
            .Where(value => value.Length > 6);

    private static IEnumerable<string> Texts(IReadOnlyDictionary<string, object?> map) =>
        map.Values.SelectMany(value =>
            value is IReadOnlyDictionary<string, object?> below ? Texts(below) : [$"{value}"]
        );
}
