using System.Globalization;
using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Nn.Optim;
using PtFormat.Tensors;

if (args is not [string checkpoint, string target])
{
    Console.Error.WriteLine("usage: ResumeInPython CHECKPOINT.pt OUT.pt");
    return 2;
}

using PtFile file = PtFile.Open(checkpoint);
StateDict saved = file.StateDict();
long epoch = saved.Get<long>("epoch");
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}, loss {saved.Get<double>("loss"):0.0000}"));

// The model and the optimizer as they were.
Sequential model = new(new Conv2d(1, 2, 3), new BatchNorm2d(2), new Relu(), new Flatten(), new Linear(8, 3));
model.LoadStateDict(file.StateDict("model_state_dict"));
Sgd optimizer = new(model, learningRate: 0.1, momentum: 0.9);
optimizer.LoadStateDict(file.StateDict("optimizer_state_dict"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"SGD with learning rate {optimizer.Groups[0].LearningRate} and momentum {optimizer.Groups[0].Number("momentum")}"));

// PtFormat computes no gradients: this step goes along known ones, to show that the momentum goes on.
Gradients gradients = [];
foreach (Parameter parameter in model.Parameters())
    gradients[parameter] = Ops.Full(parameter.Value.Shape, 0.01f);
optimizer.Groups[0].LearningRate = 0.05;
optimizer.Step(gradients);

PtFile.Save(target, new StateDict
{
    IsOrdered = false,
    ["epoch"] = epoch + 1,
    ["model_state_dict"] = model.StateDict(),
    ["optimizer_state_dict"] = optimizer.StateDict(),
});
Console.WriteLine($"wrote {Path.GetFileName(target)}: python resume.py goes on from it");
return 0;
