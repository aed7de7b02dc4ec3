using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

public sealed class HookOrderTests
{
    [Theory]
    [InlineData("b:0 a:0", "a b")]
    [InlineData("a:1 b:0", "b a")]
    [InlineData("a:0 b:-1 c:-10", "c b a")]
    [InlineData("a:9 b:10", "a b")]
    [InlineData("a:5000000000 b:1", "b a")]
    [InlineData("a10:0 a9:0", "a10 a9")]
    [InlineData("b:0 B:0", "B b")]
    [InlineData("\U00010000:0 \uffff:0", "\uffff \U00010000")]
    public void Hooks_run_by_weight_and_then_by_the_bytes_of_their_names(string hooks, string order) =>
        Assert.Equal(order, string.Join(' ', HookOrder.For(Parse(hooks), "pre-install").Select(hook => hook.Name)));

    [Fact]
    public void Hooks_of_one_name_and_weight_run_in_record_order() =>
        Assert.Equal([0, 1, 2], HookOrder.For(Parse("a:0 a:0 a:0"), "pre-install").Select(hook => hook.Index));

    [Fact]
    public void Only_hooks_of_the_event_run_and_one_that_names_it_twice_runs_twice()
    {
        Hook[] hooks =
        [
            new()
            {
                Index = 0,
                Name = "a",
                Events = ["post-install", "pre-install", "pre-install"],
            },
            new()
            {
                Index = 1,
                Name = "b",
                Events = ["pre-install"],
            },
            new()
            {
                Index = 2,
                Name = "c",
                Events = ["Pre-Install"],
            },
            new() { Index = 3, Name = "d" },
        ];

        Assert.Equal([0, 0, 1], HookOrder.For(hooks, "pre-install").Select(hook => hook.Index));
        Assert.Equal([0], HookOrder.For(hooks, "post-install").Select(hook => hook.Index));
        Assert.Empty(HookOrder.For(hooks, "test"));
    }

    [Fact]
    public void Records_hold_hooks_by_kind_and_not_in_running_order()
    {
        var hooks = Recorded.Bodies.Select(body => Release.Parse(body)).First(one => one.Name == "steps").Hooks;

        Assert.True(hooks.Count > 5);
        Assert.Equal(hooks.OrderBy(hook => hook.Kind, Comparer<string>.Create(KindOrder.Compare)), hooks);
        var events = hooks.SelectMany(hook => hook.Events).Distinct(StringComparer.Ordinal);
        Assert.Contains(
            events,
            one =>
                !HookOrder
                    .For(hooks, one)
                    .Select(hook => hook.Index)
                    .Order()
                    .SequenceEqual(HookOrder.For(hooks, one).Select(hook => hook.Index))
        );
    }

    private static IEnumerable<Hook> Parse(string hooks) =>
        hooks
            .Split(' ')
            .Select(one => one.Split(':'))
            .Select(
                (one, index) =>
                    new Hook
                    {
                        Index = index,
                        Name = one[0],
                        Weight = long.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture),
                        Events = ["pre-install"],
                    }
            );
}
