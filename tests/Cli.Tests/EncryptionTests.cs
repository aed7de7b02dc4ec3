using System.Text;
using Xunit;

namespace ReleaseManager.Cli.Tests;

public sealed class EncryptionTests
{
    private const string Passphrase = "correct horse battery staple";
    private const string Variable = "RELEASEMANAGER_PASSPHRASE";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_encrypted_state_holds_nothing_that_can_be_read()
    {
        await using var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("payroll-production");
        await stage.InstallAsync("payroll-production", "bonus-calculator", 1, "deployed");
        string[] telling =
        [
            "payroll-production",
            "bonus-calculator",
            "ConfigMap",
            "apiVersion",
            "colour",
            "sh.helm.release",
            "Install complete",
            "Have fun",
            "deployed",
        ];

        Prove(
            await Cli.RunAsync(
                "export",
                "local",
                "--kubeconfig",
                stage.Kubeconfig,
                "--path",
                Path.Combine(stage.Folder, "plain")
            ),
            0
        );
        Prove(await stage.RunWithAsync(Variable, Passphrase, "export", "local"), 0);
        Prove(await stage.RunWithAsync(Variable, Passphrase, "verify", "local"), 0, "Everything is there and whole.");

        // The same search finds much in a plain state, so that it can find something here.
        Assert.NotEmpty(await TellAsync(Path.Combine(stage.Folder, "plain"), telling));
        Assert.Empty(await TellAsync(stage.State, telling));
    }

    [Fact]
    public async Task A_passphrase_opens_the_state_from_a_file_and_from_the_environment()
    {
        await using var stage = await StartEncryptedAsync();
        var unix = await stage.WriteFileAsync("unix", $"{Passphrase}\n");
        var windows = await stage.WriteFileAsync("windows", $"\uFEFF{Passphrase}\r\n");

        Prove(await stage.RunWithAsync(Variable, Passphrase, "list", "local"), 0, "shop");
        Prove(await stage.RunAsync("list", "local", "--passphrase-file", unix), 0, "shop");
        Prove(await stage.RunAsync("list", "local", "--passphrase-file", windows), 0, "shop");
    }

    [Fact]
    public async Task A_file_goes_before_the_environment()
    {
        await using var stage = await StartEncryptedAsync();
        var file = await stage.WriteFileAsync("passphrase", Passphrase);

        Prove(await stage.RunWithAsync(Variable, "another", "list", "local", "--passphrase-file", file), 0, "shop");
    }

    [Theory]
    [InlineData("list")]
    [InlineData("export")]
    [InlineData("verify")]
    [InlineData("prune", "--keep-last", "1", "--yes")]
    [InlineData("clear", "--yes")]
    public async Task A_wrong_passphrase_is_one_clear_error(string verb, params string[] rest)
    {
        await using var stage = await StartEncryptedAsync();

        var outcome = await stage.RunWithAsync(Variable, "wrong", [verb, "local", .. rest]);

        Prove(outcome, 5, "opens none of the 1 keys");
        Assert.Single(outcome.Errors.Split('\n'), line => line.StartsWith("error:", StringComparison.Ordinal));
        Assert.DoesNotContain("wrong", outcome.Errors, StringComparison.Ordinal);
        Prove(await stage.RunWithAsync(Variable, Passphrase, "verify", "local"), 0);
    }

    [Fact]
    public async Task Without_a_key_an_encrypted_state_says_how_to_give_one()
    {
        await using var stage = await StartEncryptedAsync();

        Prove(await stage.RunAsync("list", "local"), 5, "--passphrase-file");
        Prove(await stage.RunAsync("verify", "local"), 0, "only the key can tell");
    }

    [Fact]
    public async Task A_key_for_a_plain_state_is_refused_and_the_environment_named()
    {
        await using var stage = await CliStage.StartExportedAsync();

        Prove(await stage.RunWithAsync(Variable, Passphrase, "list", "local"), 5, Variable);
        Prove(await stage.RunWithAsync(Variable, "", "list", "local"), 0, "shop");
    }

    [Fact]
    public async Task A_key_that_cannot_be_used_ends_with_2_and_is_named()
    {
        await using var stage = await CliStage.StartAsync();
        var empty = await stage.WriteFileAsync("empty", "\n");
        var shorter = await stage.WriteFileAsync("short", "0123456789");
        var binary = await stage.WriteKeyAsync("binary");
        await File.WriteAllBytesAsync(binary, [0xff, 0xfe, 0xc3, 0x28], Stop);

        Prove(await stage.RunAsync("list", "local", "--passphrase-file", empty), 2, empty);
        Prove(await stage.RunAsync("list", "local", "--passphrase-file", binary), 2, "no text");
        Prove(await stage.RunAsync("list", "local", "--key-file", shorter), 2, "10 bytes");
        Prove(await stage.RunAsync("list", "local", "--key-file", "/nowhere/key"), 2, "/nowhere/key");
        Prove(
            await stage.RunAsync("list", "local", "--key-file", shorter, "--passphrase-file", empty),
            2,
            "One key opens a state"
        );
        Assert.False(Directory.Exists(stage.State));
    }

    [Fact]
    public async Task Keys_are_added_listed_and_removed()
    {
        await using var stage = await StartEncryptedAsync();
        var passphrase = await stage.WriteFileAsync("passphrase", Passphrase);
        var file = await stage.WriteKeyAsync("key");

        var first = (await stage.RunAsync("key", "list", "local", "--output", "json")).Json[0]!;
        var added = await stage.RunAsync(
            "key",
            "add",
            "local",
            "--passphrase-file",
            passphrase,
            "--new-key-file",
            file,
            "--output",
            "json"
        );

        Prove(added, 0);
        Prove(await stage.RunAsync("key", "list", "local"), 0, (string)added.Json["id"]!);
        string[] remove = ["key", "remove", "local", "--key-file", file, "--id", (string)first["id"]!];
        Prove(await stage.RunAsync(remove), 2, "--yes");
        Prove(await stage.RunAsync([.. remove, "--dry-run"]), 0, "Would remove key");
        Prove(await stage.RunAsync("list", "local", "--passphrase-file", passphrase), 0, "shop");

        Prove(await stage.RunAsync([.. remove, "--yes"]), 0, "Removed key");

        Prove(await stage.RunAsync("list", "local", "--passphrase-file", passphrase), 5, "opens none");
        Prove(await stage.RunAsync("list", "local", "--key-file", file), 0, "shop");
        Prove(await stage.RunAsync([.. remove, "--yes"]), 5, "has no key");
    }

    [Fact]
    public async Task The_last_key_stays_and_key_commands_say_what_is_missing()
    {
        await using var stage = await StartEncryptedAsync();
        var passphrase = await stage.WriteFileAsync("passphrase", Passphrase);
        var id = (string)(await stage.RunAsync("key", "list", "local", "-o", "json")).Json[0]!["id"]!;

        Prove(
            await stage.RunAsync("key", "remove", "local", "--passphrase-file", passphrase, "--id", id, "--yes"),
            5,
            "the only one"
        );
        Prove(await stage.RunAsync("key", "remove", "local", "--passphrase-file", passphrase), 2, "--id");
        Prove(await stage.RunAsync("key", "add", "local", "--passphrase-file", passphrase), 2, "--new-key-file");
        Prove(await stage.RunWithAsync(Variable, Passphrase, "list", "local"), 0);
    }

    private static async Task<CliStage> StartEncryptedAsync()
    {
        var stage = await CliStage.StartAsync();
        await stage.CreateNamespaceAsync("web");
        await stage.InstallAsync("web", "shop", 1, "deployed");
        Prove(await stage.RunWithAsync(Variable, Passphrase, "export", "local"), 0);
        return stage;
    }

    private static async Task<List<string>> TellAsync(string folder, string[] telling)
    {
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var text =
                $"{Path.GetRelativePath(folder, file)}\n{Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Stop))}";
            found.AddRange(telling.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        }

        return found;
    }

    private static void Prove(CliOutcome outcome, int code, string said = "")
    {
        Assert.True(outcome.Code == code, outcome.ToString());
        Assert.Contains(said, outcome.Output + outcome.Errors, StringComparison.Ordinal);
    }
}
