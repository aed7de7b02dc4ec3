namespace ReleaseManager.Core.Releases;

/// <summary>Addresses of chart repositories, as charts name them.</summary>
internal static class RepositoryUrl
{
    /// <summary>The address without a user's name, a password or a query, which may be a token; what is no URL as it is.</summary>
    public static string WithoutCredential(string repository) =>
        Uri.TryCreate(repository, UriKind.Absolute, out var url) && (url.UserInfo.Length > 0 || url.Query.Length > 0)
            ? new UriBuilder(url)
            {
                UserName = "",
                Password = "",
                Query = "",
            }
                .Uri
                .AbsoluteUri
            : repository;
}
