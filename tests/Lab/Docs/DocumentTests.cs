using Amazon.S3.Model;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.Export;
using ReleaseManager.Core.State;
using ReleaseManager.Lab.RoundTrip;
using Xunit;

namespace ReleaseManager.Lab.Docs;

/// <summary>What documents tell people to type is typed, as it stands there: in real PowerShell and bash, against real clusters and a real store.</summary>
public sealed class DocumentTests(LabFixture lab)
{
    private const string Given = "given";

    /// <summary>What most documents take for granted: a state with a history, an encrypted one, and keys.</summary>
    private const string What = """
        helm upgrade web CHART --namespace shop --set greeting=once
        helm upgrade web CHART --namespace shop --set greeting=twice
        releasemanager export local --path ./state
        helm upgrade web CHART --namespace shop --set greeting=again
        releasemanager export local --path ./state
        mkdir -p /mnt/backup
        cp -r state /mnt/backup/blue
        releasemanager export s3 --bucket backups --path blue
        head -c 32 /dev/urandom > safe.key
        cp safe.key blue.key
        RELEASEMANAGER_PASSPHRASE='what a person typed' releasemanager export local --path ./safe
        RELEASEMANAGER_PASSPHRASE='what a person typed' releasemanager key add local --path ./safe --new-key-file safe.key
        """;

    /// <summary>What README.md names besides: a release whose chart has subcharts, values, and a cluster by its kubeconfig.</summary>
    private const string MoreOfReadme = """
        cp -r UMBRELLA charts/wordpress
        sed --in-place 's/^name: .*/name: wordpress/' charts/wordpress/Chart.yaml
        helm install blog charts/wordpress --namespace blog --create-namespace
        releasemanager export local --path ./state
        echo 'greeting: green' > green.yaml
        kubectl config view --raw --minify --context green > green.kubeconfig
        chmod 600 green.kubeconfig
        """;

    private static readonly string[] Buckets = ["acme-backups", "backups"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stories => [.. Documents.Stories];

    public static TheoryData<string, int> NotRun =>
        [
            .. Documents.All.SelectMany(document =>
                Document
                    .Blocks(document)
                    .Where(block => block.NotRun is not null)
                    .Select(block => (document, block.Line))
            ),
        ];

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task A_guide_does_what_it_says(string guide)
    {
        var blocks = Blocks(guide);
        var withGiven = guide is "README.md";
        var withScratch = blocks.Exists(block => block.Text.Contains("scratch", StringComparison.Ordinal));
        var stage = await StageAsync(withGiven, withScratch);
        if (withGiven)
        {
            stage.Enter("readme", like: Given);
            stage.Add("what README.md names", Shell(MoreOfReadme));
        }

        stage.Import();
        blocks.ForEach(block => stage.Add(guide, block));
        (await stage.RunAsync(Stop)).Require();
    }

    [Fact]
    public async Task Every_other_example_works()
    {
        var stage = await StageAsync(withGiven: true, withScratch: false);
        stage.Import();
        foreach (var page in Documents.Pages)
        {
            stage.Enter(page.Replace('/', '-'), like: Given);
            Blocks(page).ForEach(block => stage.Add(page, block));
        }

        (await stage.RunAsync(Stop)).Require();
    }

    [Theory]
    [MemberData(nameof(NotRun))]
    public void Commands_that_need_what_is_not_here(string document, int line) =>
        Assert.Skip(Document.Blocks(document).Single(block => block.Line == line).NotRun!);

    private static List<DocumentBlock> Blocks(string document) =>
        [.. Document.Blocks(document).Where(block => block.IsRun)];

    private static DocumentBlock Shell(string commands) =>
        new(
            1,
            "sh",
            commands
                .Replace("CHART", LabCharts.At("plain"), StringComparison.Ordinal)
                .Replace("UMBRELLA", LabCharts.At("umbrella"), StringComparison.Ordinal)
        );

    /// <summary>Some releases in blue, nothing in green.</summary>
    private async Task<DocumentStage> StageAsync(bool withGiven, bool withScratch)
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
        var work = Path.Combine(folder, DocumentStage.Work);
        await OriginalFolder.WriteAsync(blue, Directory.CreateDirectory(Path.Combine(work, "old")).FullName);
        if (withGiven)
        {
            await ExportLongAgoAsync(blue, Path.Combine(folder, Given, "state"));
            stage.Enter(Given);
            stage.Add("what is given", Shell(What));
        }

        return stage;
    }

    /// <summary>A snapshot that is older than whatever time a document names.</summary>
    private static async Task ExportLongAgoAsync(KubernetesCluster cluster, string folder)
    {
        var time = new StoppedClock(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var client = Trip.Connect(cluster);
        var exporter = new Exporter(client, ReleaseState.At(new LocalBackend(folder), time), time);
        await exporter.RunAsync(new ExportOptions(), progress: null, Stop);
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
