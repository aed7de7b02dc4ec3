namespace ReleaseManager.Core.Clusters.Config;

/// <summary>Whether a credential plugin may use the terminal.</summary>
internal enum ExecInteractiveMode
{
    IfAvailable,
    Never,
    Always,
}
