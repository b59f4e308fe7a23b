using System.Globalization;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Pickle;
using PtFormat.Tensors;

if (args is not [string checkpoint, string target])
{
    Console.Error.WriteLine("usage: FineControl CHECKPOINT.ckpt OUT.safetensors");
    return 2;
}

// Only tensors and plain values: as torch.load(…, weights_only=True) of PyTorch 2.14.
using PtFile file = PtFile.Open(checkpoint, new PtLoadOptions { Policy = GlobalPolicy.TensorsOnly });
Console.WriteLine($"step {file.Values.Single(value => value.Path == "['global_step']").Value}");

// Remapping: Lightning's names carry the path of the model, ours do not.
StateDict state = file.StateDict("state_dict").WithoutPrefix("model.");

// A partial load: the same trunk with another head. What does not meet is told, what meets is loaded.
Sequential model = new(new Conv2d(1, 2, 3), new BatchNorm2d(2), new Relu(), new Flatten());
StateDict trunk = state.Rename(name => name.StartsWith("4.", StringComparison.Ordinal) ? null : name);
LoadReport report = model.LoadStateDict(trunk);
Console.WriteLine($"trunk: {report}");

Sequential classifier = new([("trunk", model), ("head", new Linear(8, 5))]);
report = classifier.LoadStateDict(state.Rename(name => "trunk." + name), strict: false);
Console.WriteLine($"missing: {string.Join(", ", report.Missing)}; not taken: {string.Join(", ", report.Unexpected)}");

// Dtypes: a model in bfloat16, saved for those who read safetensors.
classifier.Eval();
Sequential front = model[..2];
Tensor x = Ops.Full([1, 1, 4, 4], 0.5f);
Tensor exact = front.Forward(x);
model.To(DType.BFloat16);
model.To(DType.Float32);
float difference = Ops.Amax(Ops.Abs(Ops.Sub(exact, front.Forward(x)))).Item<float>(), largest = Ops.Amax(Ops.Abs(exact)).Item<float>();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weights rounded to bfloat16 change the output by {100 * difference / largest:0.00} % of its largest element"));

model.To(DType.BFloat16);
PtFile.Save(target, model.StateDict(), new PtSaveOptions { Format = PtSaveFormat.Safetensors });
using PtFile saved = PtFile.Open(target);
Console.WriteLine($"saved: {string.Join(", ", saved.Tensors.Select(entry => $"{entry.Path} {entry.DTypeName}"))}");
return 0;
