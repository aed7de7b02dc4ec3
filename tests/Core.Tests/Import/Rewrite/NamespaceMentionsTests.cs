using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Rewrite;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Rewrite;

/// <summary>Where a release that left the namespace shop still names it.</summary>
public sealed class NamespaceMentionsTests
{
    [Theory]
    [InlineData("shop")]
    [InlineData("db.shop.svc")]
    [InlineData("http://db.shop:5432/")]
    [InlineData("--namespace=shop")]
    [InlineData("shop/web")]
    [InlineData("shop-web")]
    [InlineData("my-shop")]
    [InlineData("see my-shop-2, please")]
    [InlineData("--role=shop-reader")]
    [InlineData("-x shop-reader")]
    public void A_text_that_has_the_name_as_a_word_is_told(string text) => Assert.Equal(Told, Arguments("web", text));

    [Theory]
    [InlineData("shopping")]
    [InlineData("workshop-2")]
    [InlineData("shop_2")]
    [InlineData("2shop")]
    [InlineData("--shop-port=80")]
    [InlineData("-shop")]
    [InlineData("--with-shop")]
    public void One_that_has_it_in_a_longer_word_or_in_the_name_of_a_flag_is_not(string text) =>
        Assert.Empty(Arguments("web", text));

    [Theory]
    [InlineData("shop-web", "shop-web-cert", false)]
    [InlineData("shop-web", "https://shop-web.example.com/shop-web", false)]
    [InlineData("shop-web", "shop-website", true)]
    [InlineData("shop-web", "shop-web.shop.svc", true)]
    [InlineData("shop-web", "shop-db", true)]
    [InlineData("eu-shop", "eu-shop-plain", false)]
    [InlineData("web", "web-shop-cache-0", false)]
    [InlineData("web", "shop-plain", true)]
    [InlineData("a.shop", "a.shop-plain", false)]
    public void What_the_release_or_its_charts_are_called_explains_the_word(string release, string text, bool told) =>
        Assert.Equal(told ? Told : [], Arguments(release, text));

    [Theory]
    [InlineData("shop", false)]
    [InlineData("shop-reader", false)]
    [InlineData("http://shop:80/", false)]
    [InlineData("/var/lib/shop/data", false)]
    [InlineData("shop.example.com", false)]
    [InlineData("www.shop.example.com", false)]
    [InlineData("db.shop.svc.cluster.local", true)]
    [InlineData("shop.shop.svc", true)]
    [InlineData("db.shop:5432", true)]
    [InlineData("db.shop", true)]
    [InlineData("shop/cert", true)]
    [InlineData("--secret=shop/cert", true)]
    [InlineData("--watch-namespace=shop", true)]
    [InlineData("kubectl -n shop get pods", true)]
    public void A_release_called_as_its_namespace_is_told_only_where_namespaces_stand(string text, bool told) =>
        Assert.Equal(told ? Told : [], Arguments("shop", text));

    [Fact]
    public void There_a_key_a_neighbour_or_a_flag_may_say_that_it_is_one()
    {
        var found = Find(
            "shop",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: shop}
            spec:
              containers:
              - name: shop
                image: shop/shop:1
                env: [{name: POD_NAMESPACE, value: shop}, {name: APP, value: shop}]
                args: [shop, -n, shop, --namespace, shop, shop]
              watchNamespace: shop
            """
        );

        Assert.Equal(
            [
                "Pod shop: /spec/containers/0/env/0/value names shop",
                "Pod shop: /spec/containers/0/args/2 names shop",
                "Pod shop: /spec/containers/0/args/4 names shop",
                "Pod shop: /spec/watchNamespace names shop",
            ],
            found
        );
    }

    [Fact]
    public void Names_of_objects_are_told_first_and_then_what_refers_to_them()
    {
        var found = Find(
            "web",
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: web}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shop-reader}
            subjects: [{kind: ServiceAccount, name: shop-web, namespace: store}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: shop-reader}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {generateName: shop-job-}
            spec: {serviceAccountName: shop-web}
            """
        );

        Assert.Equal(
            [
                "ClusterRole shop-reader: /metadata/name names shop",
                "Pod shop-job-*: /metadata/generateName names shop",
                "ClusterRoleBinding web: /roleRef/name names shop",
                "ClusterRoleBinding web: /subjects/0/name names shop",
                "Pod shop-job-*: /spec/serviceAccountName names shop",
            ],
            found
        );
    }

    [Fact]
    public void What_says_nothing_of_a_namespace_is_not_looked_at()
    {
        Assert.Empty(
            Find(
                "web",
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop-2, labels: {app: shop-web}}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: carts.shop.example.com}
                spec: {group: shop.example.com}
                ---
                apiVersion: shop.example.com/v1
                kind: Cart
                metadata: {name: web, namespace: shop}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: web}
                rules: [{apiGroups: [shop.example.com], resources: [carts], verbs: [get]}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  containers:
                  - {name: shop, ports: [{name: shop}], volumeMounts: [{name: shop-config}]}
                  volumes: [{name: shop-config}]
                """
            )
        );
    }

    [Fact]
    public void Another_namespace_that_moves_is_told_where_it_is_a_word_of_its_own_and_never_as_a_name()
    {
        var found = Find(
            "web",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: data}
            data: {host: db.data.svc, claim: web-data}
            """,
            moved: ["shop", "data"]
        );

        Assert.Equal(["ConfigMap data: /data/host names data"], found);
    }

    [Fact]
    public void Values_and_those_defaults_that_they_do_not_overrule_are_looked_at_too()
    {
        var found = Find(
            "web",
            "",
            values: """{"partner":"shop","db":{"host":"elsewhere"},"gone":null}""",
            defaults: """
            {"db":{"host":"db.shop.svc","role":"shop-reader"},"gone":"shop","list":["a","shop"],"other":"shopping"}
            """
        );

        Assert.Equal(
            ["values: /partner names shop", "chart values: /db/role names shop", "chart values: /list/1 names shop"],
            found
        );
    }

    [Theory]
    [InlineData("""{"fullnameOverride":"shop-api"}""", null)]
    [InlineData("""{"cache":{"nameOverride":"shop-api"}}""", null)]
    [InlineData(null, """{"fullnameOverride":"shop-api"}""")]
    public void Names_that_somebody_has_chosen_by_values_stay(string? values, string? defaults) =>
        Assert.Empty(
            Find(
                "web",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop-api-config}\n",
                values: values,
                defaults: defaults
            )
        );

    [Fact]
    public void Values_with_a_key_twice_or_half_a_character_are_read_as_Go_reads_them()
    {
        var found = Find("web", "", values: """{"a":"other","a":"shop","b":"\ud800 shop"}""");

        Assert.Equal(["values: /a names shop", "values: /b names shop"], found);
    }

    [Fact]
    public void Of_very_many_places_the_first_are_told_and_names_before_all()
    {
        var lines = string.Join(", ", Enumerable.Range(0, 60).Select(at => $"key{at}: shop"));

        var found = Find(
            "web",
            $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata: {{{lines}}}\n---\n"
                + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop-web}\n"
        );

        Assert.Equal("ConfigMap shop-web: /metadata/name names shop", found[0]);
        Assert.Equal((51, "and 11 more places"), (found.Count, found[^1]));
    }

    private static readonly string[] Told = ["Job web: /spec/template/spec/containers/0/args/0 names shop"];

    private static IReadOnlyList<string> Arguments(string release, string text) =>
        Find(
            release,
            new JsonObject
            {
                ["apiVersion"] = "batch/v1",
                ["kind"] = "Job",
                ["metadata"] = new JsonObject { ["name"] = "web" },
                ["spec"] = JsonNode.Parse(
                    """{"template":{"spec":{"containers":[{"args":["""
                        + JsonValue.Create(text).ToJsonString()
                        + """]}]}}}"""
                ),
            }.ToJsonString()
        );

    private static IReadOnlyList<string> Find(
        string name,
        string manifest,
        string? values = null,
        string? defaults = null,
        string[]? moved = null
    )
    {
        // As text, since a record may hold what no object in memory can.
        var body = $$"""
            {
              "name": "{{name}}", "namespace": "store", "version": 1, "info": {"status": "deployed"},
              "chart": {
                "metadata": {"name": "plain", "version": "1.0.0", "dependencies": [{"name": "shop-cache", "repository": ""}]},
                "values": {{defaults ?? "null"}}
              },
              "config": {{values ?? "null"}},
              "manifest": {{JsonValue.Create(manifest).ToJsonString()}}
            }
            """;
        return NamespaceMentions.Find(Release.Parse(Encoding.UTF8.GetBytes(body)), "shop", moved ?? ["shop"]);
    }
}
