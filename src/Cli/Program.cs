return PtFormat.Cli.ConsoleProgram.Run(args);
