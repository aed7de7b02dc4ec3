using System.Net;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace ReleaseManager.S3;

/// <summary>The region that a server names when it was asked in the wrong one.</summary>
internal static partial class RightRegion
{
    private const string Header = "x-amz-bucket-region";

    /// <summary>
    /// AWS names it in a header, other servers in the body alone, which the SDK does not hand on: there it becomes a header too.
    /// </summary>
    /// <param name="answer">Its body is whole.</param>
    public static async Task NoteAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        if (
            answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest
            && !answer.Headers.Contains(Header)
            && Element().Match(await answer.Content.ReadAsStringAsync(stop)) is { Success: true } found
        )
        {
            answer.Headers.TryAddWithoutValidation(Header, found.Groups["region"].Value);
        }
    }

    /// <summary>The region; null where the server did not name it.</summary>
    public static string? In(AmazonServiceException e) =>
        (e.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue(Header) is { Length: > 0 } region
            ? region
            : null;

    [GeneratedRegex("<Region>(?<region>[a-z0-9-]{1,40})</Region>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Element();
}
