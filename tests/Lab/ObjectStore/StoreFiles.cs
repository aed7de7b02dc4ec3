namespace ReleaseManager.Lab;

/// <summary>The folder of one object store: its configuration, and where each server keeps what is thrown away.</summary>
internal sealed class StoreFiles
{
    private readonly string _folder;

    public StoreFiles(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Below("mon"));
        Directory.CreateDirectory(Below("osd"));
        Directory.CreateDirectory(Below("rgw"));
        var (two, one) = (LabPorts.Free(), LabPorts.Free());
        MonitorAddress = $"[v2:127.0.0.1:{two},v1:127.0.0.1:{one}]";
        Endpoint = new Uri($"http://127.0.0.1:{LabPorts.Free()}");
        File.WriteAllText(Configuration, Text());
    }

    public string Cluster { get; } = Guid.NewGuid().ToString();

    /// <summary>The identity of the one disk.</summary>
    public string Disk { get; } = Guid.NewGuid().ToString();

    public string MonitorAddress { get; }

    public Uri Endpoint { get; }

    public string Configuration => Below("ceph.conf");

    public string Map => Below("monmap");

    public string LogOf(string server) => Below($"{server}.log");

    private string Below(string name) => Path.Combine(_folder, name);

    // Each line that surprises is measured: without authentication the gateway takes 85 s to find the monitor unless connections
    // to it are told to be plain (crc); with the default pauses of paxos each command costs a second; a fast shutdown of the disk
    // loses what it holds; without tcp_nodelay every GET takes 44 ms; a new bucket is announced to a gateway that was killed, and waits
    // for it until its watch times out, by default after 30 s.
    private string Text() =>
        $"""
            [global]
            fsid = {Cluster}
            mon host = {MonitorAddress}
            auth cluster required = none
            auth service required = none
            auth client required = none
            ms mon client mode = crc
            public addr = 127.0.0.1
            cluster addr = 127.0.0.1
            run dir = {_folder}
            log file =
            mon cluster log file =
            log to stderr = true
            err to stderr = true
            admin socket = {_folder}/$name.$pid.asok
            pid file =
            osd pool default size = 1
            osd pool default min size = 1
            osd pool default pg num = 8
            osd pool default pgp num = 8
            osd pool default pg autoscale mode = off
            osd crush chooseleaf type = 0
            osd crush update on start = false
            mon max pg per osd = 1000
            mon allow pool size one = true
            mon allow pool delete = true
            mon data avail crit = 1
            mon data avail warn = 1
            paxos propose interval = 0.05
            paxos min wait = 0.02

            [mon.a]
            mon data = {Below("mon")}

            [osd.0]
            osd data = {Below("osd")}
            osd objectstore = memstore
            memstore device bytes = 4_G
            osd fast shutdown = false
            osd client watch timeout = 2

            [client.rgw]
            rgw data = {Below("rgw")}
            rgw frontends = beast endpoint=127.0.0.1:{Endpoint.Port} tcp_nodelay=1
            rgw enable usage log = false
            rgw dynamic resharding = false

            """;
}
