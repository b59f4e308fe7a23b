using System.Text;
using PtFormat.Cli;

Console.OutputEncoding = Encoding.UTF8;
return new CommandLineProgram(Console.Out, Console.Error).Run(args);
