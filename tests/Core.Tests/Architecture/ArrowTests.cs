using System.Text.RegularExpressions;
using System.Xml.Linq;
using ReleaseManager.Contracts;
using Xunit;

namespace ReleaseManager.Core.Tests.Architecture;

/// <summary>Data moves one way: these are the arrows that the design draws between rooms and between projects.</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Releases"] = [],
        ["Clusters"] = [],
        ["Backends"] = [],
        ["State"] = ["Backends", "Releases"],
        ["Export"] = ["Backends", "Clusters", "Releases", "State"],
        ["Import"] = ["Backends", "Clusters", "Releases", "State"],
        ["Comparison"] = ["Clusters", "Export", "Import", "Releases", "State"],
        ["Completion"] = ["Clusters", "State"],
    };

    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["ReleaseManager.Abstractions"] = [],
        ["ReleaseManager.Core"] = ["ReleaseManager.Abstractions"],
        ["ReleaseManager.Cli"] =
        [
            "ReleaseManager.Abstractions",
            "ReleaseManager.Core",
            "ReleaseManager.Daemon",
            "ReleaseManager.S3",
        ],
        ["ReleaseManager.Daemon"] = ["ReleaseManager.Core"],
        ["ReleaseManager.PowerShell"] =
        [
            "ReleaseManager.Abstractions",
            "ReleaseManager.Core",
            "ReleaseManager.Daemon",
            "ReleaseManager.S3",
        ],
        ["ReleaseManager.S3"] = ["ReleaseManager.Core"],
        ["ReleaseManager.Sandbox"] = ["ReleaseManager.Abstractions", "ReleaseManager.Cli", "ReleaseManager.Core"],
    };

    public static TheoryData<string> Rooms => [.. MayUse.Keys];

    public static TheoryData<string> Projects => [.. MayReference.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_uses_only_the_rooms_that_the_design_allows(string room)
    {
        var folder = Path.Combine(Repository.Root, "src", "ReleaseManager.Core", room);
        var files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var used = RoomName()
                .Matches(File.ReadAllText(file))
                .Select(match => match.Groups["room"].Value)
                .Where(name => name != room)
                .Distinct()
                .Except(MayUse[room]);
            Assert.True(!used.Any(), $"{Path.GetFileName(file)} in {room} uses {string.Join(", ", used)}");
        }
    }

    [Fact]
    public void Every_room_is_drawn_here()
    {
        var rooms = Directory
            .GetDirectories(Path.Combine(Repository.Root, "src", "ReleaseManager.Core"))
            .Select(folder => Path.GetFileName(folder))
            .Except(["bin", "obj"]);
        Assert.Equal(MayUse.Keys.Order(), rooms.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_the_projects_that_the_design_allows(string project)
    {
        var file = Path.Combine(Repository.Root, "src", project, $"{project}.csproj");
        var referenced = XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(referenced.Except(MayReference[project]));
    }

    [Fact]
    public void The_library_knows_no_console()
    {
        foreach (
            var project in (string[])
                ["ReleaseManager.Abstractions", "ReleaseManager.Core", "ReleaseManager.Daemon", "ReleaseManager.S3"]
        )
        {
            var talking = Directory
                .GetFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
                .Where(file => ConsoleUse().IsMatch(File.ReadAllText(file)))
                .Select(file => Path.GetFileName(file));
            Assert.Empty(talking);
        }
    }

    [Fact]
    public void The_module_s_public_types_depend_on_nothing() =>
        Assert.DoesNotContain(
            XDocument
                .Load(
                    Path.Combine(
                        Repository.Root,
                        "src",
                        "ReleaseManager.Abstractions",
                        "ReleaseManager.Abstractions.csproj"
                    )
                )
                .Descendants(),
            item => item.Name.LocalName is "PackageReference" or "ProjectReference"
        );

    [GeneratedRegex(@"ReleaseManager\.Core\.(?<room>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoomName();

    [GeneratedRegex(
        @"\bConsole\.(?:Write|Out|Error\.|Read)|using System\.Management\.Automation",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ConsoleUse();
}
