using System.Collections.Concurrent;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Import;

/// <summary>Brings the saved objects that a plan's releases refer to, before the releases; one that fails, fails those that need it.</summary>
internal sealed class ReferenceRun(ReplayContext context, ReleaseImportPlan plan, Snapshot snapshot)
{
    private readonly ConcurrentDictionary<string, ReleaseManagerException> _broken = new(StringComparer.Ordinal);

    /// <param name="brokenNamespaces">Namespaces that could not be brought, and why: nothing can stand in them.</param>
    public async Task RunAsync(
        IReadOnlyDictionary<string, ReleaseManagerException> brokenNamespaces,
        CancellationToken stop
    )
    {
        var step = new ReferenceStep(context.Cluster, context.State, snapshot, plan.Settings.NamespaceMap);
        var missing = plan.References.Where(planned => planned.Action == "create").ToList();
        await Bounded.ForEachAsync(
            missing,
            plan.Settings.Parallelism,
            async planned =>
            {
                try
                {
                    if (ObjectReference.Parse(planned.Name) is not { } target || step.Find(target) is null)
                    {
                        throw NotSaved(planned.Name);
                    }

                    if (brokenNamespaces.TryGetValue(target.Namespace, out var error))
                    {
                        _broken[planned.Name] = error;
                        return;
                    }

                    await step.RunAsync(target, new Patience(context.Time, plan.Settings.ReleaseTimeout), stop);
                }
                catch (ReleaseManagerException error)
                {
                    _broken[planned.Name] = error;
                }
            },
            stop
        );
    }

    /// <exception cref="ImportException">Something that the release refers to was to be brought and could not be.</exception>
    public void ThrowIfBroken(ReleasePlan release)
    {
        foreach (var reference in release.References)
        {
            if (_broken.TryGetValue(reference, out var cause))
            {
                var name = $"{release.Namespace}/{release.Name}";
                throw new ImportException(
                    cause.ErrorId,
                    cause.Kind,
                    $"Release {name} needs {reference}, which failed: {cause.Message}",
                    cause
                )
                {
                    Target = name,
                    Advice = cause.Advice,
                };
            }
        }
    }

    private ImportException NotSaved(string name) =>
        new(
            "ReferenceNotSaved",
            ErrorKind.Usage,
            $"The plan brings {name}, which snapshot {snapshot.Sequence} does not hold."
        )
        {
            Target = name,
            Advice = "Make a new plan.",
        };
}
