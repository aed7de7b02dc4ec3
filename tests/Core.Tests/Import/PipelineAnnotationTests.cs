using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

public sealed class PipelineAnnotationTests
{
    private static readonly ReleaseImportResult Failed = new()
    {
        Namespace = "shop",
        Name = "web",
        Revision = 1,
        Action = ReleaseImportAction.Install,
        Outcome = ReleaseImportOutcome.Failed,
        Message = "50% of it,\nthen an end.",
        Advice = "Try again.",
        Warnings = ["look: here"],
    };

    [Fact]
    public void GitHub_gets_workflow_commands() =>
        Assert.Equal(
            ["::warning title=shop/web::look: here", "::error title=shop/web::50%25 of it,%0Athen an end. Try again."],
            PipelineAnnotations.Of(name => name == "GITHUB_ACTIONS" ? "true" : null).Of(Failed)
        );

    [Fact]
    public void Azure_gets_logging_commands() =>
        Assert.Equal(
            [
                "##vso[task.logissue type=warning]shop/web: look: here",
                "##vso[task.logissue type=error]shop/web: 50%AZP25 of it,%0Athen an end. Try again.",
            ],
            PipelineAnnotations.Of(name => name == "TF_BUILD" ? "True" : null).Of(Failed)
        );

    [Fact]
    public void Elsewhere_nothing_is_said() => Assert.Empty(PipelineAnnotations.Of(_ => null).Of(Failed));

    [Fact]
    public void What_went_well_is_no_error() =>
        Assert.Empty(
            PipelineAnnotations
                .Of(name => name == "GITHUB_ACTIONS" ? "true" : null)
                .Of(Failed with { Outcome = ReleaseImportOutcome.Skipped, Warnings = [] })
        );

    [Fact]
    public void A_summary_counts_what_became_of_all() =>
        Assert.Equal(
            "3 releases: 2 restored, 1 failed; objects: 7 created, 2 changed, 1 unchanged, 1 skipped; 3 hooks run; 12.3 s",
            ImportSummary.Of(
                [
                    Failed with
                    {
                        ObjectsCreated = 3,
                        HooksRun = 1,
                    },
                    Failed with
                    {
                        Outcome = ReleaseImportOutcome.Restored,
                        ObjectsCreated = 4,
                        ObjectsSkipped = 1,
                    },
                    Failed with
                    {
                        Outcome = ReleaseImportOutcome.Restored,
                        ObjectsChanged = 2,
                        ObjectsUnchanged = 1,
                        HooksRun = 2,
                    },
                ],
                TimeSpan.FromSeconds(12.34)
            )
        );
}
