using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;
using TorchSharp;
using static TorchSharp.torch.nn;
using Tensor = PtFormat.Tensors.Tensor;
using TorchTensor = TorchSharp.torch.Tensor;

namespace PtFormat.Inference;

/// <summary>The rows, with weights that PyTorch drew (benchmarks/export_models.py).</summary>
sealed class Jobs(string folder)
{
    public IEnumerable<Job> All()
    {
        foreach ((int batch, double one, double two) in ((int, double, double)[])[(1, 2.5, 2.3), (4, 2.5, 2.4), (16, 2.5, 2.5), (64, 2.5, 2.5), (256, 2.5, 2.5), (1024, 2.5, 2.5)])
            yield return ModelNet(batch, (one, two));
        foreach ((int n, double one, double two) in ((int, double, double)[])[(64, 1.1, 1.1), (128, 1.1, 1.1), (256, 1.1, 1.1), (512, 1, 1), (1024, 1.05, 1.03), (2048, 1.05, 1.03)])
            yield return new($"GEMM {n}", (one, two), [[n, n], [n, n]], x => [Ops.MatMul(x[0], x[1])], x => torch.matmul(x[0], x[1])) { Flops = 2.0 * n * n * n };
        yield return Linear(400, 120, DType.Float32, (1.5, 1.5));
        yield return Linear(4096, 4096, DType.Float32, (1, 1));
        yield return Linear(4096, 4096, DType.BFloat16, (1.7, 1.7)) with { Tolerance = 1e-2 };
        yield return Convolution("conv3-6k5", 64, 3, 6, 32, 5, 1, 0, (4, 4));
        yield return Convolution("conv64-64k3b1", 1, 64, 64, 56, 3, 1, 1, (1.7, 1.7));
        yield return Convolution("conv64-64k3b8", 8, 64, 64, 56, 3, 1, 1, (1.7, 1.7));
        yield return Convolution("conv256-256k3b8", 8, 256, 256, 14, 3, 1, 1, (1.5, 1.5));
        yield return Convolution("conv64-256k1b8", 8, 64, 256, 56, 1, 1, 0, (1.25, 1.4));
        yield return Convolution("conv3-64k7b1", 1, 3, 64, 224, 7, 2, 3, (1.1, 1.1));
        yield return Convolution("conv3-64k7b8", 8, 3, 64, 224, 7, 2, 3, (1.1, 1.1));
        foreach ((Shape shape, string name) in ((Shape, string)[])[([64, 6, 28, 28], "64×6×28²"), ([8, 64, 112, 112], "8×64×112²")])
            yield return new($"max-pool 2×2, {name}", (25, 25), [shape], Layer(new MaxPool2d(2)), x => functional.max_pool2d(x[0], 2)) { Bytes = shape.ElementCount * 5.0 };
        yield return Memory("lstm28-128b1", 28, 1, 28, 128, 1, false, (1.05, 1.4));
        yield return Memory("lstm64-256x2b1", 50, 1, 64, 256, 2, false, (1.05, 1.4));
        yield return Memory("lstm512-512b1", 100, 1, 512, 512, 1, false, (1.05, 1.4));
        yield return Memory("lstm28-128b64", 28, 64, 28, 128, 1, false, (1.05, 1.3));
        yield return Memory("lstm64-256x2b32", 50, 32, 64, 256, 2, false, (1, 1.05));
        yield return Memory("lstm128-256x2b16", 100, 16, 128, 256, 2, true, (1, 1.05));
        Shape large = [16, 1024, 1024];
        yield return new("relu, 64 MB", (4, 4), [large], x => [Ops.Relu(x[0])], x => functional.relu(x[0])) { Bytes = large.ElementCount * 8.0 };
    }

    Job ModelNet(int batch, (double, double) bars)
    {
        ModelNet ours = new();
        StateDict state = Load(ours, "modelnet");
        TorchTensor W(string name) => Torch(state, name);
        (TorchTensor w1, TorchTensor b1, TorchTensor w2, TorchTensor b2) = (W("conv1.weight"), W("conv1.bias"), W("conv2.weight"), W("conv2.bias"));
        (TorchTensor w3, TorchTensor b3, TorchTensor w4, TorchTensor b4, TorchTensor w5, TorchTensor b5) =
            (W("fc1.weight"), W("fc1.bias"), W("fc2.weight"), W("fc2.bias"), W("fc3.weight"), W("fc3.bias"));
        return new($"ModelNet, batch {batch}", bars, [[batch, 3, 32, 32]], Layer(ours), x =>
        {
            TorchTensor y = functional.max_pool2d(functional.relu(functional.conv2d(x[0], w1, b1)), 2);
            y = functional.max_pool2d(functional.relu(functional.conv2d(y, w2, b2)), 2).view(-1, 400);
            y = functional.relu(functional.linear(y, w3, b3));
            return functional.linear(functional.relu(functional.linear(y, w4, b4)), w5, b5);
        })
        { Onnx = File("modelnet.onnx"), Flops = 1.303e6 * batch };
    }

    Job Convolution(string name, int batch, int channels, int outChannels, int size, int kernel, int stride, int padding, (double, double) bars)
    {
        Conv2d ours = new(channels, outChannels, kernel, stride, padding);
        StateDict state = Load(ours, name);
        TorchTensor weight = Torch(state, "weight"), bias = Torch(state, "bias");
        long outSize = (size + 2 * padding - kernel) / stride + 1;
        return new(
            $"conv {channels}→{outChannels} k{kernel}{(stride == 1 ? "" : $" s{stride}")}, {size}², batch {batch}", bars, [[batch, channels, size, size]], Layer(ours),
            x => functional.conv2d(x[0], weight, bias, strides: [stride, stride], padding: [padding, padding]))
        { Onnx = File($"{name}.onnx"), Flops = 2.0 * batch * outChannels * outSize * outSize * channels * kernel * kernel, Tolerance = 3e-5 };
    }

    Job Memory(string name, int steps, int batch, int features, int hidden, int layers, bool bidirectional, (double, double) bars)
    {
        Lstm ours = new(features, hidden, layers, bidirectional: bidirectional);
        StateDict state = Load(ours, name);
        TorchSharp.Modules.LSTM theirs = LSTM(features, hidden, layers, bidirectional: bidirectional);
        using (torch.no_grad())
            foreach ((string key, TorchSharp.Modules.Parameter parameter) in theirs.named_parameters())
                parameter.copy_(Torch(state, key));
        theirs.eval();
        int directions = bidirectional ? 2 : 1;
        double flops = 0;
        for (int layer = 0; layer < layers; layer++)
            flops += 2.0 * steps * batch * directions * 4 * hidden * ((layer == 0 ? features : hidden * directions) + hidden);
        return new(
            $"LSTM {features}→{hidden}{(layers == 1 ? "" : $" ×{layers}")}{(bidirectional ? ", both directions" : "")}, {steps} steps, batch {batch}", bars,
            [[steps, batch, features]], x => [ours.Forward(x[0]).Output], x => theirs.forward(x[0]).Item1)
        { Onnx = File($"{name}.onnx"), Flops = flops };
    }

    static Job Linear(int features, int outFeatures, DType dtype, (double, double) bars)
    {
        Tensor weight = Numbers.Make([outFeatures, features], 7, 1 / MathF.Sqrt(features)), bias = Numbers.Make([outFeatures], 8), stored = Ops.Cast(weight, dtype);
        TorchTensor torchWeight = Numbers.Torch(weight), torchBias = Numbers.Torch(bias);
        return new(
            $"linear {features}→{outFeatures}, batch 1{(dtype == DType.Float32 ? "" : $", {dtype.Name()} weight")}", bars, [[1, features]],
            x => [Ops.Linear(x[0], stored, bias)], x => functional.linear(x[0], torchWeight, torchBias))
        { Bytes = (double)features * outFeatures * dtype.ItemSize() };
    }

    static Func<Tensor[], Tensor[]> Layer(Layer layer)
    {
        layer.Eval();
        return x => [layer.Forward(x[0])];
    }

    StateDict Load(Nn.Module module, string name)
    {
        using PtFile file = PtFile.Load(File($"{name}.pt"));
        StateDict state = file.StateDict();
        module.LoadStateDict(state);
        module.Eval();
        return state;
    }

    string File(string name) => Path.Combine(folder, name);

    static TorchTensor Torch(StateDict state, string name) => Numbers.Torch(state.Tensor(name));
}
