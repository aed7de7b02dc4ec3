namespace ReleaseManager.Core.Tests.Clusters;

/// <summary>How a private key is written.</summary>
public enum KeyForm
{
    RsaPkcs1,
    RsaPkcs8,
    EcSec1,
    EcPkcs8,
}
