using ReleaseManager.Bench;

return await BenchCommand.RunAsync(args);
