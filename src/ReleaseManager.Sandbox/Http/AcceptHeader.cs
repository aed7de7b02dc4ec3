using Microsoft.Net.Http.Headers;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Http;

/// <summary>Chooses the representation that a client accepts.</summary>
internal static class AcceptHeader
{
    /// <summary>The first representation in the header that the sandbox can write.</summary>
    /// <exception cref="ApiErrorException">The client accepts nothing that the sandbox can write.</exception>
    public static Representation Choose(string header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return Representation.Whole;
        }

        if (MediaTypeHeaderValue.TryParseList([header], out var accepted))
        {
            foreach (var type in accepted.Where(Fits))
            {
                switch (type.Parameters.FirstOrDefault(parameter => parameter.Name == "as")?.Value.Value)
                {
                    case null:
                        return Representation.Whole;
                    case "Table":
                        return Representation.Table;
                    case "PartialObjectMetadata" or "PartialObjectMetadataList":
                        return Representation.Metadata;
                    default:
                        break;
                }
            }
        }

        throw ApiErrorException.NotAcceptable("application/json");
    }

    private static bool Fits(MediaTypeHeaderValue type) =>
        type.MediaType.Value is "application/json" or "application/*" or "*/*";
}
