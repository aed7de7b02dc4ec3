using ReleaseManager.Core.Import.Render;
using Xunit;

namespace ReleaseManager.Core.Tests.Import.Render;

public sealed class HelmOutcomeTests
{
    [Theory]
    [InlineData("Pulled: localhost:5000/charts/web:1.0.0\nDigest: sha256:ab\n---\nkind: A\n", "---\nkind: A\n")]
    [InlineData("---\nkind: A\nPulled: yes\n", "---\nkind: A\nPulled: yes\n")]
    [InlineData("Pulled: x", "")]
    [InlineData("", "")]
    public void What_a_registry_s_client_says_before_the_answer_is_no_part_of_it(string output, string answer) =>
        Assert.Equal(answer, new HelmOutcome(0, output, "").Answer);
}
