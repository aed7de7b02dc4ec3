using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Rewrite;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Rewrite;

public sealed class ManifestRewriterTests
{
    private const string Manifest =
        "---\n# Source: a/templates/one.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}   # as it is\n"
        + "---\n# Source: a/templates/two.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: two\ndata:\n  mode: 0755\n"
        + "---\n# nothing but a comment\n"
        + "---\n# Source: a/templates/three.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n    name: three\n";

    [Fact]
    public void Where_nothing_changes_the_text_is_the_very_same() =>
        Assert.Same(Manifest, new ManifestRewriter([new Renaming("nobody")]).Rewrite(Manifest, new RewriteNotes()));

    [Fact]
    public void Only_a_document_that_changes_is_written_anew()
    {
        var changed = new ManifestRewriter([new Renaming("two")]).Rewrite(Manifest, new RewriteNotes());

        Assert.Equal(
            Manifest.Replace(
                "metadata:\n  name: two\ndata:\n  mode: 0755\n",
                "metadata:\n  name: two-changed\ndata:\n  mode: 493\n",
                StringComparison.Ordinal
            ),
            changed
        );
    }

    [Fact]
    public void What_is_left_out_leaves_nothing_behind()
    {
        var first = new ManifestRewriter([new Dropping("one")]).Rewrite(Manifest, new RewriteNotes());
        var all = new ManifestRewriter([new Dropping("one"), new Dropping("two"), new Dropping("three")]);

        Assert.DoesNotContain("one.yaml", first, StringComparison.Ordinal);
        Assert.Equal(2, Core.Releases.Manifest.Parse(first).Count);
        Assert.Empty(Core.Releases.Manifest.Parse(all.Rewrite(Manifest, new RewriteNotes())));
    }

    [Fact]
    public void A_list_becomes_the_objects_that_helm_makes_of_it()
    {
        const string List =
            "# Source: a/templates/list.yaml\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}\n";

        var changed = new ManifestRewriter([new Renaming("two")]).Rewrite(List, new RewriteNotes());

        var objects = Core.Releases.Manifest.Parse(changed);
        Assert.Equal(["one", "two-changed"], objects.Select(item => item.Name));
        Assert.All(objects, item => Assert.Equal("a/templates/list.yaml", item.Source));
    }

    [Fact]
    public void A_manifest_of_json_is_changed_too()
    {
        const string Json =
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one"}} {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"two"}}""";

        var changed = new ManifestRewriter([new Renaming("two")]).Rewrite(Json, new RewriteNotes());

        Assert.Equal(["one", "two-changed"], Core.Releases.Manifest.Parse(changed).Select(item => item.Name));
    }

    private sealed class Renaming(string name) : IObjectChange
    {
        public bool MayConcern(ReadOnlySpan<byte> body) => true;

        public JsonObject? Apply(JsonObject item, RewriteNotes notes)
        {
            if (ObjectText.Name(item) != name)
            {
                return item;
            }

            var changed = (JsonObject)item.DeepClone();
            changed["metadata"]!["name"] = $"{name}-changed";
            return changed;
        }
    }

    private sealed class Dropping(string name) : IObjectChange
    {
        public bool MayConcern(ReadOnlySpan<byte> body) => true;

        public JsonObject? Apply(JsonObject item, RewriteNotes notes) => ObjectText.Name(item) == name ? null : item;
    }
}
