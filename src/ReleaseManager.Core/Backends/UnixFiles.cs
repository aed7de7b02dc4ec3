using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ReleaseManager.Core.Backends;

/// <summary>What POSIX offers and .NET does not: links, a rename that never replaces, the flush of a folder.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixFiles
{
    // errno: these five are the same on Linux and macOS.
    private const int NotPermitted = 1;
    private const int NotFound = 2;
    private const int Exists = 17;
    private const int InvalidArgument = 22;
    private const int TooManyLinks = 31;

    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const uint Exclusive = 4;

    private static int NotSupported => OperatingSystem.IsMacOS() ? 45 : 95;

    private static int NoSuchCall => OperatingSystem.IsMacOS() ? 78 : 38;

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Gives a file a second name in one step; a file system without links (FAT, some FUSE) renames instead.</summary>
    /// <returns>False where the name is taken.</returns>
    public static bool LinkIfAbsent(string source, string path)
    {
        if (Link(source, path) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            Exists => false,
            NotPermitted or TooManyLinks => RenameIfAbsent(source, path),
            _ when error == NotSupported || error == NoSuchCall => RenameIfAbsent(source, path),
            _ => throw new UnixException(error),
        };
    }

    /// <summary>Renames a file in one step, never over another.</summary>
    /// <returns>False where the name is taken.</returns>
    /// <exception cref="PlatformNotSupportedException">The file system cannot do that either.</exception>
    public static bool RenameIfAbsent(string source, string path)
    {
        if (TryRename(source, path) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            Exists => false,
            InvalidArgument => throw new PlatformNotSupportedException(),
            _ when error == NotSupported || error == NoSuchCall => throw new PlatformNotSupportedException(),
            _ => throw new UnixException(error),
        };
    }

    /// <summary>Flushes a folder's entries; a file system that knows no such flush is left at that.</summary>
    public static void SyncFolder(string folder)
    {
        var descriptor = Open(folder, CloseOnExec);
        if (descriptor < 0)
        {
            var reason = Marshal.GetLastPInvokeError();
            throw reason == NotFound ? new DirectoryNotFoundException() : new UnixException(reason);
        }

        var error = FSync(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (error != 0 && error != InvalidArgument && error != NotSupported)
        {
            throw new UnixException(error);
        }
    }

    /// <summary>Opens a file without the lock that .NET takes with every open; null where it cannot be opened.</summary>
    public static SafeFileHandle? OpenForReading(string path)
    {
        var descriptor = Open(path, CloseOnExec);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static int TryRename(string source, string path)
    {
        try
        {
            return OperatingSystem.IsMacOS()
                ? RenameExclusively(source, path, Exclusive)
                : RenameAt(CurrentFolder, source, CurrentFolder, path, NoReplace);
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library: the kernel may have the call, we have no name for it.
            throw new PlatformNotSupportedException();
        }
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string source, string path);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameAt(int sourceFolder, string source, int folder, string path, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameExclusively(string source, string path, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
