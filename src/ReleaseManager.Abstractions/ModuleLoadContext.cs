using System.Reflection;
using System.Runtime.Loader;

namespace ReleaseManager;

/// <summary>
/// Loads the PowerShell module's commands, and everything that they depend on, apart from the rest of the session, so that
/// other modules may bring other versions of the same libraries. Only this assembly, with the public types, is shared.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string Commands = "ReleaseManager.PowerShell";

    /// <summary>The engine is the session's own: a second copy beside it would give a module without a single command, and no error.</summary>
    private const string Engine = "System.Management.Automation";

    private static readonly Lock s_gate = new();
    private static ModuleLoadContext? s_current;

    private readonly string _folder;

    private ModuleLoadContext(string folder)
        : base("ReleaseManager", isCollectible: false) => _folder = folder;

    /// <summary>Loads the assembly with the commands; the same one again when the module is imported again.</summary>
    /// <param name="moduleFolder">The folder that holds <c>lib</c> and <c>deps</c>.</param>
    /// <exception cref="InvalidOperationException">
    /// The module was loaded from another folder in this process, or its <c>deps</c> hold a copy of PowerShell itself.
    /// </exception>
    public static Assembly LoadCommands(string moduleFolder)
    {
        var folder = Path.Combine(Path.GetFullPath(moduleFolder), "deps");
        lock (s_gate)
        {
            if (s_current is { } current && !string.Equals(current._folder, folder, StringComparison.Ordinal))
            {
                throw new InvalidOperationException(
                    $"ReleaseManager was already loaded from '{current._folder}' in this session. One session holds one version of it: start a new session to use the one in '{folder}'."
                );
            }

            if (File.Exists(Path.Combine(folder, Engine + ".dll")))
            {
                throw new InvalidOperationException(
                    $"'{folder}' holds {Engine}.dll, which must come from PowerShell itself. Remove it or install the module again."
                );
            }

            s_current ??= new ModuleLoadContext(folder);
            return s_current.LoadFromAssemblyName(new AssemblyName(Commands));
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);

        var shared = typeof(ModuleLoadContext).Assembly;
        if (string.Equals(assemblyName.Name, shared.GetName().Name, StringComparison.Ordinal))
        {
            return shared;
        }

        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return string.IsNullOrEmpty(assemblyName.CultureName) && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
