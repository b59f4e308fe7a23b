return PtFormat.Cli.ConsoleProgram.Run(args, new PtFormat.Cli.Gpu.GpuProvider());
