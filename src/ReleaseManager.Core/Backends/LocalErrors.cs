namespace ReleaseManager.Core.Backends;

/// <summary>What the file system says, as errors that tell the user what to do.</summary>
internal static class LocalErrors
{
    /// <summary>True for failures of the place; false for our own mistakes, for cancellation and for what is translated already.</summary>
    public static bool Concern(Exception e) =>
        e
            is IOException
                or UnauthorizedAccessException
                or TimeoutException
                or PlatformNotSupportedException
                or System.Security.SecurityException;

    public static BackendException Reading(string root, string name, Exception e) =>
        e is UnauthorizedAccessException or UnixException { Error: 1 or 13 }
            ? new BackendException("BackendNotReadable", $"{Item(root, name)} may not be read.", e)
            {
                Target = root,
                Advice = "Give this user the right to read the folder and all below it.",
            }
            : Other("could not be read", root, name, e);

    public static BackendException Writing(string root, string name, Exception e) =>
        IsDenied(e)
            ? new BackendException("BackendNotWritable", $"{Item(root, name)} may not be written.", e)
            {
                Target = root,
                Advice = "Give this user the right to create files in the folder, or choose another path.",
            }
            : Other("could not be written", root, name, e);

    public static BackendException Deleting(string root, string name, Exception e) =>
        IsDenied(e)
            ? new BackendException("BackendNotWritable", $"{Item(root, name)} may not be removed.", e)
            {
                Target = root,
                Advice = "Give this user the right to remove files in the folder.",
            }
            : Other("could not be removed", root, name, e);

    public static BackendException RootIsFile(string root) =>
        new("BackendPathIsFile", $"The path '{root}' is a file or leads through one; a state needs a folder.")
        {
            Target = root,
            Advice = "Choose a folder, one that is there or a new one.",
        };

    /// <summary>True where a path is a file, or a part of it is, so that nothing can be under it.</summary>
    public static bool LeadsThroughFile(string path)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                return true;
            }
        }

        return false;
    }

    private static BackendException Other(string what, string root, string name, Exception e)
    {
        if (LeadsThroughFile(root))
        {
            return RootIsFile(root);
        }

        var (id, why, advice) = e switch
        {
            TimeoutException => (
                "BackendLocked",
                "another process has held the lock of the folder for too long",
                "Wait until the other run has ended, or end it."
            ),
            PlatformNotSupportedException => (
                "BackendUnsupported",
                "this file system can neither link files nor rename them without replacement, so two writers could harm each other",
                "Choose a path on another file system."
            ),
            _ when IsFull(e) => ("BackendFull", "no space is left", "Free some space, or choose another path."),
            _ => ("BackendFailed", e.Message, "Check the disk or the mount that holds the folder."),
        };
        return new BackendException(id, $"{Item(root, name)} {what}: {why}", e) { Target = root, Advice = advice };
    }

    private static string Item(string root, string name) =>
        name.Length == 0 ? $"The folder '{root}'" : $"'{name}' in the folder '{root}'";

    // EPERM, EACCES, EROFS: the same numbers on Linux and macOS; .NET gives a read-only file system as an IOException.
    private static bool IsDenied(Exception e) =>
        e is UnauthorizedAccessException or UnixException { Error: 1 or 13 or 30 }
        || (e is IOException && e.HResult == 30);

    // ENOSPC, EDQUOT of Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    private static bool IsFull(Exception e) =>
        e is UnixException { Error: 28 or 69 or 122 }
        || (
            e is IOException && e.HResult is 28 or 69 or 122 or unchecked((int)0x80070070) or unchecked((int)0x80070027)
        );
}
