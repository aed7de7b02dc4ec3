using System.Globalization;
using System.Text;
using ReleaseManager.Core.Backends;
using Xunit;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>What a server refuses for good, each in the form in which AWS documents it.</summary>
public sealed class RefusalTests : IAsyncDisposable
{
    private readonly StubStore _stub = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int, string, string, string> Refusals =>
        new()
        {
            { 404, "NoSuchBucket", "BackendBucketNotFound", "create the bucket" },
            { 403, "InvalidAccessKeyId", "BackendCredentialsWrong", "access key" },
            { 403, "SignatureDoesNotMatch", "BackendCredentialsWrong", "secret key" },
            { 400, "InvalidToken", "BackendCredentialsWrong", "session token" },
            { 400, "ExpiredToken", "BackendCredentialsExpired", "aws sso login" },
            { 403, "RequestTimeTooSkewed", "BackendClockSkew", "clock" },
            { 403, "AccessDenied", "BackendNotWritable", "s3:PutObject" },
            { 403, "QuotaExceeded", "BackendFull", "quota" },
            { 507, "InsufficientStorage", "BackendFull", "space" },
            { 400, "InvalidStorageClass", "BackendFailed", "storage class" },
            { 501, "NotImplemented", "BackendFailed", "supports" },
        };

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_told_with_what_to_do(int status, string code, string errorId, string advice)
    {
        _stub.Refuse("PUT", StubAnswer.Error(status, code));
        var error = await FailsAsync(errorId, backend => backend.CreateAsync("records/a", Bytes("x"), Stop));
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "BackendNotReadable", "s3:GetObject")]
    [InlineData("LIST", "BackendNotListable", "s3:ListBucket")]
    [InlineData("DELETE-BATCH", "BackendNotWritable", "s3:DeleteObject")]
    public async Task A_missing_right_is_named_by_the_call(string kind, string errorId, string right)
    {
        _stub.Refuse(kind, StubAnswer.Error(403, "AccessDenied"));
        var error = await FailsAsync(
            errorId,
            async backend =>
            {
                switch (kind)
                {
                    case "GET":
                        await backend.ReadAsync("records/a", Stop);
                        break;
                    case "LIST":
                        await backend.ListAsync("", Stop).AnyAsync(Stop);
                        break;
                    default:
                        await backend.DeleteAsync(["records/a"], Stop);
                        break;
                }
            }
        );
        Assert.Contains(right, error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_that_is_archived_is_told_from_one_that_is_denied()
    {
        _stub.Refuse("GET", StubAnswer.Error(403, "InvalidObjectState"));
        var error = await FailsAsync("BackendNotReadable", backend => backend.ReadAsync("records/a", Stop));
        Assert.Contains("restore", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, "PermanentRedirect", "<Endpoint>bucket.s3.eu-west-1.amazonaws.com</Endpoint>", true)]
    [InlineData(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>", true)]
    [InlineData(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>", false)]
    [InlineData(301, "PermanentRedirect", "", false)]
    public async Task Another_region_is_named_where_the_server_tells_it(
        int status,
        string code,
        string more,
        bool header
    )
    {
        var answer = StubAnswer.Error(status, code, more);
        if (header)
        {
            answer.WithHeader("x-amz-bucket-region", "eu-west-1");
        }

        _stub.Refuse("GET", answer);
        var error = await FailsAsync("BackendWrongRegion", backend => backend.ReadAsync("records/a", Stop));
        Assert.Equal(more.Length > 0, error.Message.Contains("eu-west-1", StringComparison.Ordinal));
        Assert.Equal(more.Length > 0, error.Advice!.Contains("eu-west-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_corrected_where_the_server_tells_its_time()
    {
        // AWS sends its time with every answer, and the SDK signs anew by it.
        var there = DateTimeOffset.UtcNow.AddHours(2);
        _stub.Put("records/a", "content");
        _stub.Before = request =>
            Task.FromResult(
                Skew(request, there) > TimeSpan.FromMinutes(15)
                    ? StubAnswer
                        .Error(403, "RequestTimeTooSkewed")
                        .WithHeader("Date", there.ToString("R", CultureInfo.InvariantCulture))
                    : null
            );
        using var backend = new S3Backend(_stub.Options);
        Assert.NotNull(await backend.ReadAsync("records/a", Stop));
        Assert.Equal(2, _stub.Count("GET"));

        static TimeSpan Skew(StubRequest request, DateTimeOffset there) =>
            there
            - DateTimeOffset.ParseExact(
                request.Header("X-Amz-Date")!,
                "yyyyMMdd'T'HHmmss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            );
    }

    [Fact]
    public async Task Keys_that_could_not_be_removed_are_named_by_the_first_and_counted()
    {
        var names = Enumerable.Range(0, 2_100).Select(i => $"records/{i:D5}").ToList();
        _stub.Before = request =>
            Task.FromResult(
                request.Kind == "DELETE-BATCH" ? RefuseSome(request, "records/01007", "records/01500") : null
            );
        var error = await FailsAsync("BackendFailed", backend => backend.DeleteAsync(names, Stop));
        Assert.Contains("'records/01007'", error.Message, StringComparison.Ordinal);
        Assert.Contains("and 1 more", error.Message, StringComparison.Ordinal);
        Assert.Contains("InternalError", error.Message, StringComparison.Ordinal);

        // What was refused did not hold up what came after it.
        Assert.Equal(3, _stub.Count("DELETE-BATCH"));

        static StubAnswer RefuseSome(StubRequest request, params string[] refused)
        {
            var body = Encoding.UTF8.GetString(request.Body);
            var errors = refused
                .Where(name => body.Contains(name, StringComparison.Ordinal))
                .Select(name => $"<Error><Key>state/{name}</Key><Code>InternalError</Code><Message></Message></Error>");
            return new StubAnswer(200, $"<DeleteResult>{string.Concat(errors)}</DeleteResult>");
        }
    }

    [Fact]
    public async Task A_list_that_is_not_in_order_is_not_trusted()
    {
        _stub.Refuse(
            "LIST",
            new StubAnswer(
                200,
                "<ListBucketResult><Contents><Key>state/b</Key></Contents><Contents><Key>state/a</Key></Contents></ListBucketResult>"
            )
        );
        await FailsAsync("BackendUnsupported", async b => await b.ListAsync("", Stop).CountAsync(Stop));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<BackendException> FailsAsync(string errorId, Func<S3Backend, Task> call) =>
        BackendErrors.FailsAsync(errorId, _stub.Options, call);
}
