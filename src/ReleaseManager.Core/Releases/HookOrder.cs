namespace ReleaseManager.Core.Releases;

/// <summary>The order in which Helm runs a release's hooks (<c>execHook</c> in <c>action/hooks.go</c>).</summary>
public static class HookOrder
{
    /// <summary>
    /// The hooks of an event in running order: weight, then name, then record order. A hook that names the event twice
    /// runs twice.
    /// </summary>
    /// <param name="hooks">The record's hooks in stored order.</param>
    /// <param name="ev">For example <c>pre-install</c>.</param>
    public static IReadOnlyList<Hook> For(IEnumerable<Hook> hooks, string ev)
    {
        ArgumentNullException.ThrowIfNull(hooks);
        return
        [
            .. hooks
                .SelectMany(hook =>
                    hook.Events.Where(one => string.Equals(one, ev, StringComparison.Ordinal)).Select(_ => hook)
                )
                .OrderBy(hook => hook.Weight)
                .ThenBy(hook => hook.Name, GoText.Comparer),
        ];
    }
}
