using System.Diagnostics;
using System.Globalization;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// The helm of an import that was killed alone lives on and may be through soon. Whoever takes the import up waits for it: to uninstall under its hands would
/// leave neither the one nor the other.
/// </summary>
internal static class EarlierHelm
{
    /// <exception cref="ImportException">It still runs when the time for one release is over.</exception>
    public static async Task WaitAsync(
        SavedRelease release,
        ImportLock earlier,
        ReplayContext context,
        CancellationToken stop
    )
    {
        if (earlier.Holder.Machine != context.Holder.Machine || RenderMark.HelmOf(earlier) is not { } id)
        {
            return;
        }

        using var late = new CancellationTokenSource(context.Settings.ReleaseTimeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            using var process = Process.GetProcessById(id);
            if (process.ProcessName.StartsWith("helm", StringComparison.OrdinalIgnoreCase))
            {
                await process.WaitForExitAsync(either.Token);
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new ImportException(
                "ImportInProgress",
                ErrorKind.Cluster,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The helm of an earlier import (process {id}) is still installing release {release}."
                ),
                error
            )
            {
                Target = release.ToString(),
                Advice = "Wait for it or end it, then run the same import again.",
            };
        }
    }
}
