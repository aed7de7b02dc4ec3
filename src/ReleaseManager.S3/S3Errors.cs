using System.Xml;
using Amazon.Runtime;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>What the store and the SDK say, as errors that tell the user what to do. Servers leave the message empty: codes decide.</summary>
internal sealed class S3Errors(S3Address address)
{
    private const string LogInAgain =
        "Log in again (with SSO: aws sso login --profile NAME), or get new temporary keys.";

    /// <summary>True for failures of the place; false for our own mistakes and for what is translated already.</summary>
    public static bool Concern(Exception e) =>
        e
            is AmazonClientException
                or AmazonServiceException
                or HttpRequestException
                or IOException
                or TimeoutException
                or OperationCanceledException
                or XmlException;

    public BackendException Translate(S3Verb verb, string name, Exception e) =>
        e switch
        {
            AmazonServiceException answer => Answer(verb, name, answer),
            TimeoutException or OperationCanceledException => Make(
                "BackendTimeout",
                $"{Item(name)} could not be {Done(verb)}: the server did not answer in time.",
                "Check that the server is well and the network to it fast enough, then try again; a write may have happened.",
                e
            ),
            // The SDK has it for what it cannot even send.
            AmazonClientException => Make(
                "BackendFailed",
                $"{Item(name)} could not be {Done(verb)}: no request can be made for it.",
                "Check the bucket's name, the path, the region and the endpoint's URL.",
                e
            ),
            _ => Make(
                "BackendUnavailable",
                $"{Item(name)} could not be {Done(verb)}: the server could not be reached, or the connection was lost.",
                "Check the region or the endpoint's URL and the network to it, then try again.",
                e
            ),
        };

    /// <summary>No credentials were found, or those of a profile could not be had.</summary>
    public BackendException NoCredentials(Exception e) =>
        Causes(e).OfType<AmazonServiceException>().Any(answer => IsExpired(answer.ErrorCode))
            ? Make("BackendCredentialsExpired", $"The credentials for {address.Location} have expired.", LogInAgain, e)
            : Make(
                "BackendCredentialsMissing",
                $"There are no credentials for {address.Location}.",
                "Give an access key and a secret key, name a profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; with SSO log in first (aws sso login --profile NAME).",
                e
            );

    /// <summary>Some keys of a batch could not be removed; the others are gone.</summary>
    public BackendException NotDeleted(string name, int count, string? code, Exception e)
    {
        var others = count == 1 ? "" : $" and {count - 1} more";
        var (id, advice) = code is "AccessDenied"
            ? ("BackendNotWritable", DeniedAdvice(S3Verb.Delete))
            : ("BackendFailed", "Try again; what was removed already does not matter.");
        return Make(id, $"{Item(name)}{others} could not be removed: the server says {code ?? "nothing"}.", advice, e);
    }

    /// <summary>The server could not decide a condition, however often it was asked.</summary>
    public BackendException Undecided(string name) =>
        Make(
            "BackendUnavailable",
            $"{Item(name)} could not be written: others write it all the time, and the server decides for none of them.",
            "Let fewer programs write to this path at once, then try again.",
            null
        );

    /// <summary>A list that cannot be trusted.</summary>
    public BackendException OddList(string folder) =>
        Make(
            "BackendUnsupported",
            $"{Item(folder)} was not listed in order, so the list may be incomplete.",
            "Use a general purpose bucket: directory buckets (S3 Express) list in no order.",
            null
        );

    private BackendException Answer(S3Verb verb, string name, AmazonServiceException e) =>
        e.ErrorCode switch
        {
            "NoSuchBucket" => Make(
                "BackendBucketNotFound",
                $"There is no bucket '{address.Bucket}'{Where()}.",
                "Check the bucket's name, region and endpoint; create the bucket if it shall be new.",
                e
            ),
            "InvalidAccessKeyId"
            or "SignatureDoesNotMatch"
            or "InvalidToken"
            or "InvalidClientTokenId"
            or "UnrecognizedClientException" => Make(
                "BackendCredentialsWrong",
                $"{Item(name)} could not be {Done(verb)}: the server does not accept the credentials ({e.ErrorCode}).",
                "Check access key, secret key and session token, and that they are of this server.",
                e
            ),
            var code when IsExpired(code) => Make(
                "BackendCredentialsExpired",
                $"{Item(name)} could not be {Done(verb)}: the credentials have expired.",
                LogInAgain,
                e
            ),
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
                WrongRegion(e),
            "RequestTimeTooSkewed" or "RequestInTheFuture" => Make(
                "BackendClockSkew",
                $"{Item(name)} could not be {Done(verb)}: this machine's clock and the server's differ by more than the server allows.",
                "Set the clock of this machine (by NTP), then try again.",
                e
            ),
            "InvalidObjectState" => Make(
                "BackendNotReadable",
                $"{Item(name)} cannot be read now: it is archived.",
                "Have the store restore it first (aws s3api restore-object), and keep states in a class that is read at once.",
                e
            ),
            "QuotaExceeded" or "EntityTooLarge" or "InsufficientStorage" or "XMinioStorageFull" => Full(name, e),
            _ => ByStatus(verb, name, e),
        };

    private BackendException ByStatus(S3Verb verb, string name, AmazonServiceException e) =>
        (int)e.StatusCode switch
        {
            301 => WrongRegion(e),
            401 or 403 => Denied(verb, name, e),
            404 when verb is S3Verb.List => Make(
                "BackendBucketNotFound",
                $"There is no bucket '{address.Bucket}'{Where()}.",
                "Check the bucket's name, region and endpoint.",
                e
            ),
            507 => Full(name, e),
            408 or 429 or 500 or > 501 => Make(
                "BackendUnavailable",
                $"{Item(name)} could not be {Done(verb)}: the server does not serve it now{Said(e)}.",
                "Wait a while and try again; if it says SlowDown, let fewer programs work on the bucket at once.",
                e
            ),
            0 => Make(
                "BackendUnavailable",
                $"{Item(name)} could not be {Done(verb)}: the server could not be reached, or its answer could not be read.",
                "Check the region or the endpoint's URL and the network to it, then try again.",
                e
            ),
            _ => Make(
                "BackendFailed",
                $"{Item(name)} could not be {Done(verb)}: the server refuses it{Said(e)}.",
                "Check that this server speaks S3 and supports what the options ask for (encryption, storage class).",
                e
            ),
        };

    private BackendException Denied(S3Verb verb, string name, AmazonServiceException e)
    {
        var id = verb switch
        {
            S3Verb.Read => "BackendNotReadable",
            S3Verb.List => "BackendNotListable",
            _ => "BackendNotWritable",
        };
        return Make(id, $"{Item(name)} may not be {Done(verb)}{Said(e)}.", DeniedAdvice(verb), e);
    }

    private string DeniedAdvice(S3Verb verb) =>
        verb switch
        {
            S3Verb.Read =>
                $"Allow s3:GetObject on the path and s3:ListBucket on the bucket '{address.Bucket}': without the latter S3 says denied of an object that is not there.",
            S3Verb.Write =>
                "Allow s3:PutObject on the path (and, with a KMS key, kms:GenerateDataKey and kms:Decrypt).",
            S3Verb.List => $"Allow s3:ListBucket on the bucket '{address.Bucket}'.",
            _ => "Allow s3:DeleteObject on the path.",
        };

    private BackendException WrongRegion(AmazonServiceException e)
    {
        var region = RightRegion.In(e);
        var known = region is not null;
        return Make(
            "BackendWrongRegion",
            $"The bucket '{address.Bucket}' is in another region{(known ? $": {region}" : "")}.",
            known ? $"Name the region {region}." : "Name the bucket's region (aws s3api get-bucket-location tells it).",
            e
        );
    }

    private BackendException Full(string name, AmazonServiceException e) =>
        Make(
            "BackendFull",
            $"{Item(name)} could not be written: the store has no room for it{Said(e)}.",
            "Free some space, raise the quota, or choose another bucket.",
            e
        );

    private static bool IsExpired(string? code) =>
        code is "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "RequestExpired";

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private BackendException Make(string id, string message, string advice, Exception? e) =>
        new(id, message, e) { Target = address.Location, Advice = advice };

    private string Item(string name) =>
        name.Length == 0 ? $"'{address.Location}'" : $"'{name}' in '{address.Location}'";

    private string Where() => address.Server is { } server ? $" at {server}" : "";

    private static string Said(AmazonServiceException e) =>
        string.IsNullOrEmpty(e.ErrorCode) ? $" ({(int)e.StatusCode})" : $" ({e.ErrorCode})";

    private static string Done(S3Verb verb) =>
        verb switch
        {
            S3Verb.Read => "read",
            S3Verb.Write => "written",
            S3Verb.List => "listed",
            _ => "removed",
        };
}
