using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PtFormat.Inference;

// FOLDER with the exported models, the REPOSITORY that takes the table, ROUNDS, and words of which a row's name must have one;
// or "bdn" and BenchmarkDotNet's own arguments, with the folder in PTFORMAT_MODELS.
if (args is ["bdn", .. string[] rest])
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, DefaultConfig.Instance
        .AddJob(BenchmarkDotNet.Jobs.Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(8))
        .AddDiagnoser(MemoryDiagnoser.Default));
    return 0;
}

(string folder, string repository, int rounds, string[] words) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), args[3..]);
Report report = new(Machine.Describe(), Peak.FlopsPerSecond(), Peak.CopyBytesPerSecond());
Console.Write(Report.Head);
bool isWrong = false;
foreach (PtFormat.Inference.Job job in new Jobs(folder).All())
    foreach (int threads in (int[])[1, 2])
    {
        if (words.Length > 0 && !words.Any(word => job.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            continue;
        List<Contender> contenders = Contenders.Of(job, threads);
        float[] expected = contenders[2].Result();
        double largest = expected.Max(MathF.Abs);
        double[] errors = [.. contenders.Select(contender => contender.Result().Zip(expected, (a, b) => Math.Abs(a - b)).Max() / largest)];
        report.Add(job, threads, contenders, Contest.Measure(contenders, threads, rounds), errors[0]);
        for (int i = 0; i < contenders.Count; i++)
            if (!(errors[i] <= job.Tolerance))
            {
                Console.WriteLine($"{job.Name}: {contenders[i].Name} is {errors[i]:0.0e0} off libtorch's result, {job.Tolerance:0.0e0} is allowed");
                isWrong = true;
            }
        contenders.ForEach(contender => contender.Dispose());
    }
if (words.Length == 0)
{
    string results = PtFormat.Benchmarks.Processor.Results(repository);
    Directory.CreateDirectory(results);
    // What was found out about rows of this processor stands beside the table and is kept.
    string notes = Path.Combine(results, "inference.notes.md");
    File.WriteAllText(Path.Combine(results, "inference.md"), report.Text() + (File.Exists(notes) ? "\n" + File.ReadAllText(notes) : ""));
}
return isWrong ? 1 : 0;
