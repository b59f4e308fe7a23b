using static TorchSharp.torch;

// TorchSharp reads no file of PyTorch's: "save" writes its own form once.
Net model = new();
if (args is ["save", string target])
{
    model.save(target);
    return;
}
model.load(args[0]);
model.eval();
using (inference_mode())
    Console.WriteLine(string.Join(" ", model.forward(zeros(1, 3, 32, 32)).data<float>().ToArray()));

sealed class Net : nn.Module<Tensor, Tensor>
{
    readonly TorchSharp.Modules.Conv2d conv1 = nn.Conv2d(3, 6, 5), conv2 = nn.Conv2d(6, 16, 5);
    readonly TorchSharp.Modules.Linear fc1 = nn.Linear(400, 120), fc2 = nn.Linear(120, 84), fc3 = nn.Linear(84, 10);

    public Net() : base("ModelNet") => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        Tensor x = nn.functional.max_pool2d(nn.functional.relu(conv1.forward(input)), 2);
        x = nn.functional.max_pool2d(nn.functional.relu(conv2.forward(x)), 2).view(-1, 400);
        return fc3.forward(nn.functional.relu(fc2.forward(nn.functional.relu(fc1.forward(x)))));
    }
}
