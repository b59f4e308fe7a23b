using PtFormat.KernelGenerator;

// dotnet run --project tools/KernelGenerator        writes src/Kernels.Gpu/*/Generated anew
string? root = AppContext.BaseDirectory;
while (root is not null && !File.Exists(Path.Combine(root, "PtFormat.sln")))
    root = Path.GetDirectoryName(root);
if (root is null)
{
    Console.Error.WriteLine($"{AppContext.BaseDirectory}: no folder above holds PtFormat.sln: run it from the repository");
    return 1;
}
foreach (GeneratedFile file in Generated.Files())
{
    string path = Path.Combine(root, file.Path);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllText(path, file.Text);
    Console.WriteLine(file.Path);
}
return 0;
