using System.Net;
using System.Net.Sockets;
using ReleaseManager.Daemon.Http;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Http;

public sealed class ListenAddressTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(":8080", null, 8080)]
    [InlineData("0.0.0.0:8080", "0.0.0.0", 8080)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("localhost:9000", "127.0.0.1", 9000)]
    [InlineData("[::1]:8080", "::1", 8080)]
    public void An_address_is_read_and_written(string text, string? address, int port)
    {
        var read = ListenAddress.Parse(text);
        Assert.Equal(address, read.Address?.ToString());
        Assert.Equal(port, read.Port);
        Assert.Equal(read, ListenAddress.Parse(read.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8080")]
    [InlineData(":")]
    [InlineData(":65536")]
    [InlineData(":-1")]
    [InlineData("example.com:8080")]
    [InlineData("::1:8080")]
    [InlineData("[127.0.0.1]:8080")]
    [InlineData("http://127.0.0.1:8080")]
    public void Anything_else_is_wrong_usage(string text)
    {
        var error = Assert.Throws<ReleaseManagerException>(() => ListenAddress.Parse(text));
        Assert.Equal("ListenAddressInvalid", error.ErrorId);
        Assert.Equal(ErrorKind.Usage, error.Kind);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_to_be()
    {
        await using var first = new ServerStage();
        var at = first.Server.Address.Authority;
        await using var second = new ServerStage { Options = new() { Listen = at } };
        var error = Assert.Throws<ReleaseManagerException>(() => second.Server);
        Assert.Equal("ListenPortTaken", error.ErrorId);
        Assert.Equal(ErrorKind.Usage, error.Kind);
        Assert.Contains(at, error.Message, StringComparison.Ordinal);
        Assert.Contains("to listen on", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_the_machine_lacks_is_said_to_be() =>
        Assert.Equal(
            "ListenAddressUnknown",
            Assert.Throws<ReleaseManagerException>(() => ListenAddress.Parse("192.0.2.1:8080").Bind()).ErrorId
        );

    [Fact]
    public async Task Every_address_means_both_families()
    {
        await using var stage = new ServerStage { Options = new() { Listen = ":0" } };
        Assert.Equal("ok\n", await stage.Client.GetStringAsync("livez", Stop));
        Assert.SkipUnless(HasIPv6Loopback(), "this machine has no IPv6");
        Assert.Equal("ok\n", await stage.Client.GetStringAsync($"http://[::1]:{stage.Server.Port}/livez", Stop));
    }

    private static bool HasIPv6Loopback()
    {
        try
        {
            using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
