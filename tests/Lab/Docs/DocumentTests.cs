using Amazon.S3.Model;
using ReleaseManager.Contracts;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Docs;

/// <summary>What documents tell people to type is typed, as it stands there: in real PowerShell and bash, against real clusters and a real store.</summary>
public sealed class DocumentTests(LabFixture lab)
{
    private const string Guides = "docs/how-to";
    private const string Pages = "docs/cmdlets";
    private const string Work = "work";

    /// <summary>The page of what runs until it is stopped.</summary>
    private const string Endless = "Start-ReleaseManagerDaemon.md";

    /// <summary>What the pages take for granted: a state with a history, an encrypted one, and keys.</summary>
    private const string Given = """
        releasemanager export local --path ./state
        helm upgrade web CHART --namespace shop --set greeting=once
        helm upgrade web CHART --namespace shop --set greeting=twice
        releasemanager export local --path ./state
        mkdir -p /mnt/backup
        cp -r state /mnt/backup/blue
        releasemanager export s3 --bucket backups --path blue
        head -c 32 /dev/urandom > safe.key
        cp safe.key blue.key
        RELEASEMANAGER_PASSPHRASE='what a person typed' releasemanager export local --path ./safe
        RELEASEMANAGER_PASSPHRASE='what a person typed' releasemanager key add local --path ./safe --new-key-file safe.key
        """;

    private static readonly string[] Buckets = ["acme-backups", "backups"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents =>
        [.. AllDocuments().Where(document => document.StartsWith(Guides, StringComparison.Ordinal))];

    public static TheoryData<string, int> Left =>
        [
            .. AllDocuments()
                .SelectMany(document =>
                    Document
                        .Blocks(document)
                        .Where(block => block.NotRun is not null)
                        .Select(block => (document, block.Line))
                ),
        ];

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_guide_does_what_it_says(string guide)
    {
        var blocks = Document.Blocks(guide).Where(block => block.NotRun is null).ToList();
        if (blocks.Count == 0)
        {
            return;
        }

        var stage = await StageAsync(blocks.Exists(block => block.Text.Contains("scratch", StringComparison.Ordinal)));
        foreach (var block in blocks)
        {
            stage.Add($"{guide}, line {block.Line}", block.Language, block.Text);
        }

        (await stage.RunAsync(Stop)).Require();
    }

    [Fact]
    public async Task The_examples_of_the_commands_work()
    {
        var stage = await StageAsync(withScratch: false);
        stage.Enter("given");
        stage.Add("what is given", "sh", Given.Replace("CHART", LabCharts.At("plain"), StringComparison.Ordinal));
        foreach (var page in AllDocuments().Where(document => document.StartsWith(Pages, StringComparison.Ordinal)))
        {
            stage.Enter(Path.GetFileNameWithoutExtension(page), like: "given");
            foreach (var block in Document.Blocks(page))
            {
                var at = $"{page}, line {block.Line}";
                if (page.EndsWith(Endless, StringComparison.Ordinal))
                {
                    stage.AddEndless(at, block.Text);
                }
                else
                {
                    stage.Add(at, block.Language, block.Text);
                }
            }
        }

        (await stage.RunAsync(Stop)).Require();
    }

    [Theory]
    [MemberData(nameof(Left))]
    public void Commands_that_need_what_is_not_here(string document, int line) =>
        Assert.Skip(Document.Blocks(document).Single(block => block.Line == line).NotRun!);

    private static IEnumerable<string> AllDocuments() =>
        ((string[])[Guides, Pages]).SelectMany(folder =>
            Directory
                .GetFiles(Repository.PathOf(folder.Split('/')), "*.md")
                .Order(StringComparer.Ordinal)
                .Select(file => $"{folder}/{Path.GetFileName(file)}")
        );

    /// <summary>Some releases in blue, nothing in green.</summary>
    private async Task<DocumentStage> StageAsync(bool withScratch)
    {
        Assert.SkipWhen(Chart.PowerShell.Find() is null, "there is no pwsh on the search path");
        var store = await lab.StoreAsync();
        var (blue, green) = await lab.EmptyAsync();
        foreach (var bucket in Buckets)
        {
            await EmptyBucketAsync(store, bucket);
        }

        foreach (var (ns, release) in ((string, string)[])[("shop", "web"), ("shop", "cart"), ("billing", "ledger")])
        {
            await blue.Helm.RequireAsync(
                ["install", release, LabCharts.At("plain"), "--namespace", ns, "--create-namespace"],
                Stop
            );
        }

        List<(string, KubernetesCluster)> contexts = [("blue", blue), ("green", green)];
        if (withScratch)
        {
            contexts.Add(("scratch", await lab.StartAsync(new ClusterOptions { Name = "scratch" })));
        }

        var folder = lab.CreateFolder();
        var stage = new DocumentStage(store, folder);
        await stage.PrepareAsync(contexts, Stop);
        await OriginalFolder.WriteAsync(blue, Directory.CreateDirectory(Path.Combine(folder, Work, "old")).FullName);
        stage.Enter(Work);
        return stage;
    }

    private static async Task EmptyBucketAsync(ObjectStore store, string bucket)
    {
        using var client = store.OpenClient(StoreUser.Owner);
        try
        {
            var listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Stop);
            foreach (var item in listed.S3Objects ?? [])
            {
                await client.DeleteObjectAsync(bucket, item.Key, Stop);
            }
        }
        catch (NoSuchBucketException)
        {
            await store.CreateBucketAsync(bucket, versioned: false, Stop);
        }
    }
}
