using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Daemon;

/// <summary>
/// What a kubelet does for a Pod of the daemon, on this machine: the published program runs with the Pod's own arguments, variables, files and user, and
/// with a token of its service account, each where the Pod says.
/// </summary>
/// <param name="published">The folder of the program.</param>
/// <param name="folder">An empty folder for what is mounted.</param>
internal sealed class ChartedPod(KubernetesCluster cluster, JsonObject pod, string published, string folder)
{
    private const string Unshare = "/usr/bin/unshare";
    private const string TokenFolder = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const UnixFileMode ForAll = (UnixFileMode)0b111_101_101;

    // In a mount namespace of its own, so that nothing outside it sees what is mounted. Folders for the mounts are made in copies in memory.
    private const string Mount = """
        set -e
        etc=$1/etc; shift
        mkdir -p "$etc"
        mount -t tmpfs -o mode=755 none "$etc"
        cp -a /etc/. "$etc"
        mount --bind "$etc" /etc
        mount -t tmpfs -o mode=755 none "$(readlink -f /var/run)"
        while [ "$1" != -- ]; do
          mkdir -p "$2"
          mount --bind "$1" "$2"
          mount -o "remount,$3,bind" "$2"
          shift 3
        done
        shift
        exec "$@"
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Namespace => Metadata("namespace");

    /// <summary>The folder that stands for a volume that outlives the Pod.</summary>
    /// <param name="volume">Its name in the Pod.</param>
    public string VolumeFolder(string volume)
    {
        var at = Directory.CreateDirectory(Path.Combine(folder, volume)).FullName;
        if (!OperatingSystem.IsWindows())
        {
            // A kubelet gives it to the Pod's fsGroup.
            File.SetUnixFileMode(at, (UnixFileMode)0b111_111_111);
        }

        return at;
    }

    private JsonObject Container => pod.Child("spec").Children("containers").Single();

    /// <summary>Skips the test where this machine cannot do what a kubelet does.</summary>
    public static void SkipUnlessPossible() =>
        Assert.SkipUnless(
            File.Exists(Unshare) && MayMount(),
            "only who may mount (root, with util-linux) can run the program with the files of its Pod"
        );

    /// <summary>Starts the program.</summary>
    /// <param name="port">The port of the loopback address that its configuration names.</param>
    public async Task<DaemonProcess> StartAsync(int port)
    {
        var mounts = await MountsAsync();
        var user = pod.Child("spec").Child("securityContext");
        string[] command =
        [
            Unshare,
            "--mount",
            "/bin/sh",
            "-c",
            Mount,
            "sh",
            folder,
            .. mounts,
            "--",
            Product.PublishedProgram.SetPriv,
            $"--reuid={user["runAsUser"]}",
            $"--regid={user["runAsGroup"]}",
            $"--groups={user["fsGroup"]}",
            "--no-new-privs",
            "--bounding-set=-all",
            "--pdeathsig=KILL",
            Path.Combine(published, "releasemanager"),
            .. Container["args"]!.AsArray().Select(argument => argument!.GetValue<string>()),
        ];
        return await DaemonProcess.StartAsync(command, await VariablesAsync(), Path.Combine(folder, "log"), port);
    }

    private static bool MayMount()
    {
        using var tried = System.Diagnostics.Process.Start(
            Unshare,
            ["--mount", "/bin/sh", "-c", "mount -t tmpfs none /mnt 2>/dev/null"]
        );
        tried.WaitForExit();
        return tried.ExitCode == 0;
    }

    private string Metadata(string name) => pod.Child("metadata").Text(name);

    /// <summary>What the image sets, what the kubelet adds, and what the Pod says.</summary>
    private async Task<Dictionary<string, string>> VariablesAsync()
    {
        var variables = new Dictionary<string, string>(Product.ImageEnvironment.All, StringComparer.Ordinal)
        {
            ["KUBERNETES_SERVICE_HOST"] = cluster.Server.Host,
            ["KUBERNETES_SERVICE_PORT"] = cluster.Server.Port.ToString(
                System.Globalization.CultureInfo.InvariantCulture
            ),
        };
        foreach (var variable in Container.Children("env"))
        {
            if (await ValueAsync(variable) is { } value)
            {
                variables[variable.Text("name")] = value;
            }
        }

        return variables;
    }

    private async Task<string?> ValueAsync(JsonObject variable)
    {
        if (variable["value"] is { } plain)
        {
            return plain.GetValue<string>();
        }

        var from = variable.Child("valueFrom");
        if (from["fieldRef"] is JsonObject field)
        {
            var path = field.Text("fieldPath");
            Assert.StartsWith("metadata.", path, StringComparison.Ordinal);
            return Metadata(path["metadata.".Length..]);
        }

        var key = from.Child("secretKeyRef");
        var files = await FilesAsync("secrets", key.Text("name"));
        return files.TryGetValue(key.Text("key"), out var bytes) ? Encoding.UTF8.GetString(bytes)
            : (bool?)key["optional"] == true ? null
            : throw new LabException($"the Secret {key.Text("name")} has no {key.Text("key")}");
    }

    /// <summary>Fills a folder for each volume.</summary>
    /// <returns>Three for each: the folder, where it is mounted, and whether that may be written to.</returns>
    private async Task<IReadOnlyList<string>> MountsAsync()
    {
        var mounts = new List<string>();
        foreach (var mount in Container.Children("volumeMounts"))
        {
            var name = mount.Text("name");
            var volume = pod.Child("spec").Children("volumes").Single(one => one.Text("name") == name);
            if (volume["persistentVolumeClaim"] is not null)
            {
                mounts.AddRange([VolumeFolder(name), mount.Text("mountPath"), "rw"]);
                continue;
            }

            var files =
                mount.Text("mountPath") == TokenFolder ? await AccountAsync(volume)
                : volume["configMap"] is JsonObject map ? await FilesAsync("configmaps", map.Text("name"))
                : volume["secret"] is JsonObject secret ? await FilesAsync("secrets", secret.Text("secretName"))
                : null;
            if (files is null)
            {
                // The temporary folder is there already.
                Assert.Equal("/tmp", mount.Text("mountPath"));
                continue;
            }

            mounts.AddRange([await WriteAsync(name, files), mount.Text("mountPath"), "ro"]);
        }

        return mounts;
    }

    /// <summary>As the Pod's own volume, but with a token that ends with the Pod, as current Kubernetes mounts it.</summary>
    private async Task<Dictionary<string, byte[]>> AccountAsync(JsonObject volume)
    {
        var files = await FilesAsync("secrets", volume.Child("secret").Text("secretName"));
        var token = await cluster.Kubectl.RequireAsync(
            [
                "create",
                "token",
                pod.Child("spec").Text("serviceAccountName"),
                "--namespace",
                Namespace,
                "--bound-object-kind=Pod",
                $"--bound-object-name={Metadata("name")}",
            ],
            Stop
        );
        files["token"] = Encoding.UTF8.GetBytes(token.Trim());
        return files;
    }

    private async Task<Dictionary<string, byte[]>> FilesAsync(string collection, string name)
    {
        using var api = cluster.OpenApi();
        var item =
            await api.GetAsync($"/api/v1/namespaces/{Namespace}/{collection}/{name}", Stop)
            ?? throw new LabException($"there is no {name} among the {collection} of {Namespace}");
        return item.Child("data")
            .ToDictionary(
                file => file.Key,
                file =>
                    collection is "secrets"
                        ? Convert.FromBase64String(file.Value!.GetValue<string>())
                        : Encoding.UTF8.GetBytes(file.Value!.GetValue<string>()),
                StringComparer.Ordinal
            );
    }

    private async Task<string> WriteAsync(string volume, Dictionary<string, byte[]> files)
    {
        var at = Directory.CreateDirectory(Path.Combine(folder, volume)).FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, ForAll);
            File.SetUnixFileMode(at, ForAll);
        }

        foreach (var (name, content) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(at, name), content, Stop);
        }

        return at;
    }
}
