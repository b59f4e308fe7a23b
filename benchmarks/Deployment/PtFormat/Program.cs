using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Tensors;

using PtFile file = PtFile.Open(args[0]);
ModelNet model = new();
model.LoadStateDict(file.StateDict());
model.Eval();
Console.WriteLine(model.Forward(Tensor.Zeros([1, 3, 32, 32])));
