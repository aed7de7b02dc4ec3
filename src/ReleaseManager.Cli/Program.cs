using ReleaseManager.Cli;

return await CommandLine.RunAsync(args);
