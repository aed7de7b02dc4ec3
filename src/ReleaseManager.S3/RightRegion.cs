using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ReleaseManager.S3;

/// <summary>The region that a server names when it was asked in the wrong one.</summary>
internal static partial class RightRegion
{
    /// <summary>AWS tells it in a header, other servers in words alone; null where neither does.</summary>
    public static string? In(AmazonServiceException e)
    {
        var header = (e.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue("x-amz-bucket-region");
        if (!string.IsNullOrEmpty(header))
        {
            return header;
        }

        var words = Expected().Match(e.Message ?? "");
        return words.Success ? words.Groups["region"].Value : null;
    }

    [GeneratedRegex("expecting '(?<region>[a-z0-9-]{1,40})'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expected();
}
