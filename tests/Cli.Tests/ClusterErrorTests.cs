using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class ClusterErrorTests
{
    [Fact]
    public async Task A_context_that_is_not_there_ends_with_2_and_is_named()
    {
        await using var stage = await CliStage.StartAsync();

        var outcome = await stage.RunAsync("export", "local", "--kubecontext", "nowhere");

        Prove(outcome, 2, "nowhere");
        Assert.False(Directory.Exists(stage.State));
    }

    [Fact]
    public async Task A_malformed_kubeconfig_ends_with_2_and_shows_nothing_of_it()
    {
        await using var stage = await CliStage.StartAsync();
        await File.WriteAllTextAsync(
            stage.Kubeconfig,
            "users: [{name: x, user: {token: verysecret",
            TestContext.Current.CancellationToken
        );

        var outcome = await stage.RunAsync("export", "local");

        Prove(outcome, 2, "kubeconfig");
        Assert.DoesNotContain("verysecret", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_ends_with_2()
    {
        await using var stage = await CliStage.StartAsync();
        File.Delete(stage.Kubeconfig);

        Prove(await stage.RunAsync("export", "local"), 2, stage.Kubeconfig);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_ends_with_3()
    {
        await using var stage = await CliStage.StartAsync();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var text = await File.ReadAllTextAsync(stage.Kubeconfig, TestContext.Current.CancellationToken);
        var dead = text.Replace($":{stage.Cluster.Server.Port}", $":{port}", StringComparison.Ordinal);
        await File.WriteAllTextAsync(stage.Kubeconfig, dead, TestContext.Current.CancellationToken);

        var outcome = await stage.RunAsync("export", "local");

        Prove(outcome, 3, "127.0.0.1");
    }

    [Fact]
    public async Task What_is_forbidden_ends_with_3_and_says_what()
    {
        await using var stage = await CliStage.StartAsync();
        stage.Cluster.Faults.Forbid(r => r.Resource == "secrets");

        var outcome = await stage.RunAsync("export", "local", "--namespaces", "web");

        Prove(outcome, 3, "secrets");
    }

    [Fact]
    public async Task A_wrong_token_ends_with_3_and_is_not_shown()
    {
        await using var stage = await CliStage.StartAsync();
        var text = await File.ReadAllTextAsync(stage.Kubeconfig, TestContext.Current.CancellationToken);
        var wrong = text.Replace(stage.Cluster.Token, "wrongtoken", StringComparison.Ordinal);
        await File.WriteAllTextAsync(stage.Kubeconfig, wrong, TestContext.Current.CancellationToken);

        var outcome = await stage.RunAsync("export", "local", "--debug");

        Prove(outcome, 3, "");
        Assert.DoesNotContain("wrongtoken", outcome.Errors, StringComparison.Ordinal);
    }

    private static void Prove(CliOutcome outcome, int code, string said)
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains("error: ", outcome.Errors, StringComparison.Ordinal);
        Assert.Contains(said, outcome.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", code == 3 && said.Length == 0 ? "" : outcome.Errors, StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }
}
