using System.Security.Cryptography;

namespace ReleaseManager.Lab;

/// <summary>The folder of one cluster: certificates, keys, kubeconfigs and logs, readable by their owner only.</summary>
internal sealed class ClusterFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public ClusterFiles(string folder, ClusterAuthority authority)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
        Authority = Write("ca.crt", authority.Certificate.ExportCertificatePem());
        var server = authority.IssueServer();
        ServerCertificate = Write("server.crt", server.CertificatePem);
        ServerKey = Write("server.key", server.KeyPem);
        using var accounts = RSA.Create(2048);
        ServiceAccountKey = Write("service-accounts.key", accounts.ExportRSAPrivateKeyPem());
    }

    public string Folder { get; }

    public string Authority { get; }

    public string ServerCertificate { get; }

    public string ServerKey { get; }

    public string ServiceAccountKey { get; }

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file that only its owner may read: Helm warns of a kubeconfig that others can read.</summary>
    public string Write(string name, string content)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new LabException("the lab runs on Linux only");
        }

        var path = At(name);
        File.Delete(path);
        using var stream = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            }
        );
        using var writer = new StreamWriter(stream);
        writer.Write(content);
        return path;
    }
}
