using ReleaseManager.Core.Import.Render;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

public sealed class ManifestComparisonTests
{
    private const string Old = """
        apiVersion: extensions/v1beta1
        kind: Ingress
        metadata: {name: web}
        spec: {rules: [{host: a.example.com}]}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: web}
        stringData: {password: hunter2}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, annotations: {note: one}}
        spec:
          replicas: 1
          template:
            spec:
              containers:
                - {name: web, image: "lab/web:1", args: ["--x=1"], env: [{name: A, value: a1}], workingDir: /hunter2}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web}
        data: {application.conf: "x = 1"}
        ---
        apiVersion: example.com/v1
        kind: Anything
        metadata: {name: web}
        spec: {text: one, number: 1}
        """;

    [Fact]
    public void A_plan_tells_what_differs_and_shows_nothing_that_may_be_secret()
    {
        var @new = Old.Replace("extensions/v1beta1", "networking.k8s.io/v1", StringComparison.Ordinal)
            .Replace("password: hunter2", "password: hunter3", StringComparison.Ordinal)
            .Replace("note: one", "note: two", StringComparison.Ordinal)
            .Replace("replicas: 1", "replicas: 2", StringComparison.Ordinal)
            .Replace("lab/web:1", "lab/web:2", StringComparison.Ordinal)
            .Replace("--x=1", "--x=2", StringComparison.Ordinal)
            .Replace("value: a1", "value: a2", StringComparison.Ordinal)
            .Replace("/hunter2", "/", StringComparison.Ordinal)
            .Replace("x = 1", "x = 2", StringComparison.Ordinal)
            .Replace("text: one", "text: two", StringComparison.Ordinal);

        var render = Compare(Old, @new);

        Assert.Empty(render.Added.Concat(render.Removed));
        Assert.Equal(
            [
                "Ingress web: apiVersion: extensions/v1beta1 -> networking.k8s.io/v1",
                "Secret web: ",
                "Deployment web: metadata.annotations.note; spec.replicas: 1 -> 2; "
                    + "spec.template.spec.containers[0].image: lab/web:1 -> lab/web:2; spec.template.spec.containers[0].args[0]; "
                    + "spec.template.spec.containers[0].env[0].value; spec.template.spec.containers[0].workingDir",
                "ConfigMap web: data['application.conf']",
                "Anything web: spec.text",
            ],
            render.Changed.Select(change => $"{change.Name}: {string.Join("; ", change.Fields)}")
        );
    }

    [Fact]
    public void Objects_are_told_apart_by_kind_namespace_and_name_and_hooks_from_others()
    {
        var render = Compare(
            Map("a") + Map("b", "shop") + Map("c", "other"),
            Map("a", "shop") + Map("b") + Map("c") + Map("d"),
            hook: Map("e")
        );

        Assert.Equal(["ConfigMap c", "ConfigMap d"], render.Added);
        Assert.Equal(["ConfigMap other/c", "hook ConfigMap e"], render.Removed);
        Assert.Equal(["ConfigMap shop/a", "ConfigMap b"], render.Changed.Select(change => change.Name));
    }

    [Fact]
    public void Crd_files_belong_to_no_manifest_wherever_their_path_stands()
    {
        const string printed = """
            ---
            # Source: crds/two.yaml
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: a}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: b}
            ---
            # Source: app/templates/crds/c.yaml
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: c}
            ---
            # Source: app/templates/job.yaml
            apiVersion: batch/v1
            kind: Job
            metadata: {name: d, annotations: {helm.sh/hook: "pre-install, Post-Install,test"}}
            """;
        var crds = new List<ManifestObject>();

        var objects = RenderedObject.Printed(printed, crds);

        Assert.Equal(["a", "b"], crds.Select(crd => crd.Name));
        Assert.Equal(["CustomResourceDefinition c", "hook Job d"], objects.Select(item => item.ToString()));
        Assert.Equal(["pre-install", "post-install"], objects[1].InstallEvents);
    }

    private static string Map(string name, string? ns = null) =>
        $$"""
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: {{name}}{{(ns is null ? "" : $", namespace: {ns}")}}}

            """;

    private static ReleaseRender Compare(string old, string @new, string hook = "")
    {
        RenderedObject[] stored = [.. Read(old), .. Read(hook, isHook: true)];
        var secrets = new SecretTexts().AddSecrets(stored.Select(item => item.Item));
        return new ManifestComparison("shop", secrets).Compare(
            stored,
            [.. Read(@new)],
            new ReleaseRender { Chart = "" }
        );
    }

    private static IEnumerable<RenderedObject> Read(string manifest, bool isHook = false) =>
        Manifest.Parse(manifest).Select(item => new RenderedObject(item, isHook));
}
