using System.Globalization;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: ConsoleInference MODEL.pt PICTURE…");
    return 2;
}

// Weights are copied into the model, so the file may be closed again.
Net model = new();
using (PtFile file = PtFile.Open(args[0]))
    model.LoadStateDict(file.StateDict());
model.Eval();

// Compiled once, run for each picture.
InferenceSession session = InferenceSession.Compile(model, Tensor.Zeros([1, 3, 32, 32]));
foreach (string path in args.AsSpan(1))
{
    float[] probabilities = Ops.Softmax(session.Run(Input(DigitImage.Load(path))), -1).ToArray<float>();
    int digit = probabilities.AsSpan().IndexOf(probabilities.Max());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}  {digit}  {probabilities[digit]:P1}"));
}
return 0;

// What the network was trained on: 8 by 8 pixels of ink, each enlarged to 4 by 4, in three channels alike.
static Tensor Input(DigitImage picture)
{
    const int Side = 32, Factor = Side / DigitImage.Size;
    float[] values = new float[3 * Side * Side];
    for (int i = 0; i < values.Length; i++)
        values[i] = picture.Ink[i / Side % Side / Factor * DigitImage.Size + i % Side / Factor];
    return Tensor.From<float>(values, [1, 3, Side, Side]);
}
