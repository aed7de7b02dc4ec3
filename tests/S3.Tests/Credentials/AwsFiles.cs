using System.Globalization;
using System.Runtime.CompilerServices;

namespace ReleaseManager.S3.Tests.Credentials;

/// <summary>
/// The shared configuration of AWS that all tests of this process see: never the machine's own. The SDK reads it once and remembers it, so it must
/// stand before any test runs.
/// </summary>
internal static class AwsFiles
{
    private const string Profiles = """
        [profile keys]
        aws_access_key_id = PROFILEKEY0000000001
        aws_secret_access_key = secret-of-the-profile
        region = eu-central-1

        [profile minio]
        aws_access_key_id = PROFILEKEY0000000002
        aws_secret_access_key = secret-of-the-profile
        endpoint_url = https://minio.example.com

        [profile role]
        role_arn = arn:aws:iam::123456789012:role/backup
        source_profile = keys
        region = us-east-1

        [profile sso]
        sso_session = company
        sso_account_id = 123456789012
        sso_role_name = backup
        region = eu-central-1

        [sso-session company]
        sso_start_url = https://example.com/start
        sso_region = eu-central-1
        sso_registration_scopes = sso:account:access
        """;

    [ModuleInitializer]
    internal static void Write()
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"releasemanager-aws-{Environment.ProcessId}-");
        var folder = Directory.CreateTempSubdirectory(prefix).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.WriteAllText(Path.Combine(folder, "config"), Profiles);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(folder, "config"));
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(folder, "credentials"));
    }
}
