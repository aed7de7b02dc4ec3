using ReleaseManager.Sandbox.Demo;

using var stop = new ConsoleStop();
return args switch
{
    ["serve"] => await ServeCommand.RunAsync(Console.Out, stop.Token),
    ["demo"] => await DemoCommand.RunAsync(Console.Out, stop.Token),
    ["record", var charts, var file] => await RecordCommand.RunAsync(charts, file, Console.Out, stop.Token),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        Two small Kubernetes clusters in this process, blue and green; blue holds releases that real Helm made.

          demo                    saves blue's releases, brings them back in green, and compares
          serve                   leaves both clusters running until Ctrl+C, to play with
          record <charts> <file>  makes blue's contents anew: needs helm in the path and the folder tests/charts
        """
    );
    return 2;
}
