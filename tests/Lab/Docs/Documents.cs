using ReleaseManager.Contracts;

namespace ReleaseManager.Lab.Docs;

/// <summary>All documents of the project.</summary>
internal static class Documents
{
    /// <summary>What tools leave behind: no document is in it, or copies alone.</summary>
    private static readonly string[] Left = ["bin", "obj", "out", "TestResults", "node_modules"];

    /// <summary>Where a build puts the topics, for a module that is imported from the checkout.</summary>
    private static readonly string Copies = Repository.PathOf("en-US");

    /// <summary>Their paths within the repository, with slashes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Under(new DirectoryInfo(Repository.Root))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of which something is run, and how they are to be read: from their beginning to their end.</summary>
    public static IEnumerable<string> Stories => Run.Where(IsStory);

    /// <summary>Those of which something is run, each block of which stands for itself.</summary>
    public static IEnumerable<string> Pages => Run.Where(document => !IsStory(document));

    private static IEnumerable<string> Run =>
        All.Where(document => Document.Blocks(document).Any(block => block.IsRun));

    private static bool IsStory(string document) =>
        document is "README.md" || document.StartsWith("docs/how-to/", StringComparison.Ordinal);

    private static IEnumerable<string> Under(DirectoryInfo folder) =>
        folder
            .EnumerateFiles()
            .Where(file => file.Name.EndsWith(".md", StringComparison.Ordinal) || IsTopic(file.Name))
            .Select(file => file.FullName)
            .Concat(
                folder
                    .EnumerateDirectories()
                    .Where(inner => inner.Name[0] is not '.' && inner.FullName != Copies && !Left.Contains(inner.Name))
                    .SelectMany(Under)
            );

    private static bool IsTopic(string name) =>
        name.StartsWith("about_", StringComparison.Ordinal) && name.EndsWith(".help.txt", StringComparison.Ordinal);
}
