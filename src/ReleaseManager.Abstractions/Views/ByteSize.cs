using System.Globalization;

namespace ReleaseManager.Views;

/// <summary>Says how large something is.</summary>
public static class ByteSize
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB"];

    /// <summary>For example <c>12 B</c> or <c>3.4 MiB</c>.</summary>
    public static string Of(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.CurrentCulture, $"{bytes} B");
        }

        var (size, unit) = (bytes / 1024d, 0);
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.CurrentCulture, $"{size:n1} {Units[unit]}");
    }
}
