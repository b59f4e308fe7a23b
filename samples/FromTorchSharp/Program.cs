using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Tensors;

if (args is not [string saved, string target])
{
    Console.Error.WriteLine("usage: FromTorchSharp MODEL.dat OUT.pt");
    return 2;
}

// Weights that TorchSharp saved, once: from here on the file is PyTorch's own format.
PtFile.Save(target, TorchSharpFile.Read(saved));

Net model = new();
using (PtFile file = PtFile.Open(target))
    model.LoadStateDict(file.StateDict());
model.Eval();
Tensor x = Ops.Div(Ops.Arange(2 * 1 * 8 * 8).To(DType.Float32).View(2, 1, 8, 8), 128);
Console.WriteLine($"[{string.Join(", ", model.Forward(x).ToArray<float>().Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}]");
return 0;
