return await Cartwright.Hosting.Cli.CommandLine.RunAsync(args);
