namespace ReleaseManager.Cli.Output;

/// <summary>The form of results on stdout.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs.</summary>
    Json,

    /// <summary>For both.</summary>
    Yaml,
}
