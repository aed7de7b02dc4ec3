using ReleaseManager.Sandbox.Demo;

return args switch
{
    ["serve"] => await ServeCommand.RunAsync(Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: serve");
    return 2;
}
