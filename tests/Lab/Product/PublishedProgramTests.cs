using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Lab.Product;

/// <summary>What the image holds, run by its user.</summary>
public sealed class PublishedProgramTests(PublishedFolder published)
{
    [Fact]
    public async Task It_is_compiled_ahead_and_says_its_version()
    {
        var program = await published.TakeAsync();

        var said = (await program.RunProgramAsync(TestContext.Current.CancellationToken, "version")).Require();

        Assert.StartsWith("releasemanager ", said, StringComparison.Ordinal);
        await using var file = File.OpenRead(Path.Combine(program.Folder, "ReleaseManager.Core.dll"));
        using var reader = new PEReader(file);
        Assert.NotEqual(0, reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    [Fact]
    public void An_image_made_without_the_Dockerfile_sets_the_same_variables()
    {
        var project = XDocument.Load(Repository.PathOf("src", "ReleaseManager.Cli", "ReleaseManager.Cli.csproj"));

        Assert.NotEmpty(ImageEnvironment.Set);
        Assert.Equal(
            ImageEnvironment.Set,
            project
                .Descendants("ContainerEnvironmentVariable")
                .ToDictionary(one => one.Attribute("Include")!.Value, one => one.Attribute("Value")!.Value)
        );
    }
}
