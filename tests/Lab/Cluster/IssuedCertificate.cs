namespace ReleaseManager.Lab;

/// <summary>A certificate and its private key, both as PEM text.</summary>
internal sealed record IssuedCertificate(string CertificatePem, string KeyPem);
