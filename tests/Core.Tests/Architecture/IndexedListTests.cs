using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace ReleaseManager.Core.Tests.Architecture;

/// <summary>
/// Lists of what commands give can be indexed in PowerShell. That asks the type itself for an indexer, and what the compiler makes of a collection
/// expression shows none.
/// </summary>
public sealed class IndexedListTests
{
    public static TheoryData<string, string> Properties =>
        [
            .. typeof(HelmRelease)
                .Assembly.GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false })
                .SelectMany(type => type.GetProperties())
                .Where(property => property.SetMethod is not null && IsList(property.PropertyType))
                .Select(property => (property.DeclaringType!.Name, property.Name)),
        ];

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_list_can_be_indexed_whatever_it_was_made_of(string type, string property)
    {
        var owner = typeof(HelmRelease).Assembly.GetType($"ReleaseManager.{type}", throwOnError: true)!;
        var list = owner.GetProperty(property)!;
        var item = list.PropertyType.GetGenericArguments()[0];
        var made = RuntimeHelpers.GetUninitializedObject(owner);

        list.SetValue(made, OfCompiler(item));

        var kept = list.GetValue(made)!;
        Assert.Equal(2, ((System.Collections.ICollection)kept).Count);
        Assert.True(
            kept.GetType().IsArray || kept.GetType().GetCustomAttribute<DefaultMemberAttribute>() is not null,
            $"{type}.{property} is a {kept.GetType().Name}"
        );
    }

    [Fact]
    public void What_the_compiler_makes_cannot_be_indexed() =>
        Assert.Null(OfCompiler(typeof(string)).GetType().GetCustomAttribute<DefaultMemberAttribute>());

    private static bool IsList(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    private static object OfCompiler(Type item) =>
        typeof(IndexedListTests)
            .GetMethod(nameof(Two), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(item)
            .Invoke(null, null)!;

    private static IReadOnlyList<T?> Two<T>() => [default, default];
}
