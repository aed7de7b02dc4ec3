namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>Where the credential for a request comes from; safe to use from many threads.</summary>
internal interface ICredentialSource
{
    /// <summary>The credential of the moment.</summary>
    ValueTask<Credential> GetAsync(CancellationToken stop);

    /// <summary>Another credential, now that the API did not accept one.</summary>
    /// <returns>The very same object if there is no other.</returns>
    ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken stop);
}
