using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

/// <summary>Tests that run while no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
