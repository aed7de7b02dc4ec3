using ReleaseManager.Core.Clusters.Config;

namespace ReleaseManager.Core.Clusters;

/// <summary>
/// Finds the cluster that kubectl would talk to: an explicit file; else the files of <c>$KUBECONFIG</c>, merged; else
/// <c>~/.kube/config</c>; else, in a pod, the cluster it runs in.
/// </summary>
public static class KubeConfig
{
    /// <summary>Reads the kubeconfig and chooses a context.</summary>
    /// <param name="path">A file; null for the places that kubectl looks at.</param>
    /// <param name="context">Name of a context; null for the file's current one.</param>
    /// <param name="environment">Null for that of this process.</param>
    /// <exception cref="KubeConfigException">No such file or context, a malformed file, or nothing at all.</exception>
    public static ClusterAccess Load(string? path, string? context, IKubeEnvironment? environment = null)
    {
        var around = environment ?? new ProcessEnvironment();
        var (config, where) = Read(path, around);
        if (config.IsEmpty && string.IsNullOrEmpty(context))
        {
            var inCluster = string.IsNullOrEmpty(path) ? InCluster.Find(around) : null;
            return inCluster
                ?? throw new KubeConfigException(
                    "KubeConfigEmpty",
                    $"There is no cluster to talk to: {where} holds nothing, and this is no pod with a service account."
                )
                {
                    Advice = "Name a kubeconfig by --kubeconfig (-Kubeconfig) or $KUBECONFIG.",
                };
        }

        return Choose(config, context, where);
    }

    /// <summary>Names of all contexts, in ordinal order; empty if there is no kubeconfig.</summary>
    /// <exception cref="KubeConfigException">No such file, or a malformed one.</exception>
    public static IReadOnlyList<string> Contexts(string? path, IKubeEnvironment? environment = null) =>
        [.. Read(path, environment ?? new ProcessEnvironment()).Config.Contexts.Keys.Order(StringComparer.Ordinal)];

    private static (KubeConfigFile Config, string Where) Read(string? path, IKubeEnvironment environment)
    {
        if (!string.IsNullOrEmpty(path))
        {
            return (
                ReadFile(path)
                    ?? throw new KubeConfigException("KubeConfigNotFound", $"There is no kubeconfig {path}.")
                    {
                        Target = path,
                    },
                $"the kubeconfig {path}"
            );
        }

        var files = Candidates(environment);
        var merged = new KubeConfigFile();
        foreach (var file in files)
        {
            // As in kubectl, a file that is not there says nothing.
            if (ReadFile(file) is { } found)
            {
                merged.Add(found);
            }
        }

        return (merged, files.Count == 0 ? "the kubeconfig" : $"the kubeconfig {string.Join(", ", files)}");
    }

    private static List<string> Candidates(IKubeEnvironment environment)
    {
        if (environment.Variable("KUBECONFIG") is { Length: > 0 } list)
        {
            return
            [
                .. list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                    .Distinct(StringComparer.Ordinal),
            ];
        }

        return environment.HomeFolder is { } home ? [Path.Combine(home, ".kube", "config")] : [];
    }

    private static KubeConfigFile? ReadFile(string path)
    {
        try
        {
            return KubeConfigFile.Parse(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException(
                "KubeConfigFileUnreadable",
                $"The kubeconfig {path} cannot be read: {e.Message}",
                e
            )
            {
                Target = path,
            };
        }
    }

    private static ClusterAccess Choose(KubeConfigFile config, string? context, string where)
    {
        var name = string.IsNullOrEmpty(context) ? config.CurrentContext : context;
        if (name is null)
        {
            throw new KubeConfigException("KubeContextNotSet", $"No context is current in {where}.")
            {
                Advice = $"Name one by --kubecontext (-KubeContext). {Known(config)}",
            };
        }

        if (!config.Contexts.TryGetValue(name, out var chosen))
        {
            throw new KubeConfigException(
                "KubeContextNotFound",
                $"There is no context \"{name}\" in {where}. {Known(config)}"
            )
            {
                Target = name,
            };
        }

        if (!config.Clusters.TryGetValue(chosen.Cluster, out var cluster))
        {
            throw new KubeConfigException(
                "KubeConfigIncomplete",
                $"Context \"{name}\" names the cluster \"{chosen.Cluster}\", which is not in {where}."
            )
            {
                Target = name,
            };
        }

        var user = UserEntry.Anonymous;
        if (chosen.User.Length > 0)
        {
            user = config.Users.TryGetValue(chosen.User, out var found)
                ? UserReader.Read(chosen.User, found)
                : throw new KubeConfigException(
                    "KubeConfigIncomplete",
                    $"Context \"{name}\" names the user \"{chosen.User}\", which is not in {where}."
                )
                {
                    Target = name,
                };
        }

        return new ClusterAccess
        {
            Server = ServerAddress.Parse(cluster, chosen.Cluster),
            Context = name,
            Namespace = chosen.Namespace,
            Cluster = cluster,
            User = user,
        };
    }

    private static string Known(KubeConfigFile config) =>
        config.Contexts.Count == 0
            ? "It holds no contexts."
            : $"Known are: {string.Join(", ", config.Contexts.Keys.Order(StringComparer.Ordinal))}.";
}
