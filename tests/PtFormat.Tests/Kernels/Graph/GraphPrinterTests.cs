using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Tensors;

namespace PtFormat.Tests.Kernels.Graphs;

public class GraphPrinterTests
{
    [Test]
    public void AGraphReadsLikeAProgram()
    {
        Recorder recorder = new();
        Tensor weight = Tensor.Zeros([6, 1, 5, 5]), bias = Tensor.Zeros([6]);
        recorder.NameConstant(weight, "conv1.weight");
        recorder.NameConstant(bias, "conv1.bias");
        Tensor x = recorder.Input([1, 1, 28, 28], DType.Float32, "image");
        Tensor pooled = Ops.MaxPool(Ops.Conv2d(x, weight, bias, new() { Stride = (1, 2), Padding = 2 }), new(2, 2));
        Tensor sequence = pooled.View(6, 1, 98);
        (Tensor y, Tensor h, _) = Ops.Lstm(sequence, Tensor.Zeros([8, 98]), Tensor.Zeros([8, 2]), h0: Tensor.Zeros([1, 2]));
        Graph graph = recorder.Finish(Ops.Linear(Ops.Flatten(y), Tensor.Zeros([3, 12])), h.Select(0, 0));

        Assert.That(graph.ToString(), Is.EqualTo("""
            graph on cpu: 1 input (3.1 KiB), 6 constants (3.9 KiB), 4 nodes (11.6 KiB), 2 outputs
            %0 = input image                                                     float32 [1, 1, 28, 28]
            %9 = constant                                                        float32 [8, 98]
            %10 = constant                                                       float32 [8, 2]
            %11 = constant                                                       float32 [1, 2]
            %12 = constant                                                       float32 [3, 12]
            %1 = conv2d(%0, conv1.weight, conv1.bias, stride=(1, 2), padding=2)  float32 [1, 6, 28, 14]
            %2 = max_pool2d(%1, kernel=2)                                        float32 [1, 6, 14, 7]
            %3, %4, %5 = lstm(%2.view[6, 1, 98], %9, %10, none, none, %11)       float32 [6, 1, 2], float32 [1, 2], float32 [1, 2]
            %6 = linear(%3.view[12], %12)                                        float32 [3]
            return %6, %4.view[2]

            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void ViewsAreSaidInTheWordsOfTensors()
    {
        Recorder recorder = new();
        Tensor x = recorder.Input([2, 3, 4]);
        Graph graph = recorder.Finish(
            x, x.View(6, 4), x.Transpose(0, 2), x.Narrow(1, 1, 2), x.Select(1, 2), x.Permute(1, 2, 0).Narrow(0, 1, 1));
        Assert.That(
            graph.Outputs.Select(output => output.ToString()),
            Is.EqualTo(new[] { "%0", "%0.view[6, 4]", "%0.transpose[0, 2]", "%0.narrow[1, 1, 2]", "%0.select[1, 2]", "%0.strided[1, 4, 2; 4, 1, 12; 4]" }));
    }

    [Test]
    public void WeightsInOneStorageKeepTheirNames()
    {
        Recorder recorder = new();
        Tensor all = Tensor.Zeros([8, 3]);
        recorder.NameConstant(all.Narrow(0, 0, 4), "first");
        recorder.NameConstant(all.Narrow(0, 4, 4), "second");
        Graph graph = recorder.Finish(
            Ops.Linear(recorder.Input([1, 3]), all.Narrow(0, 4, 4)), Ops.Linear(recorder.Input([1, 3]), all.Narrow(0, 0, 4)));
        Assert.That(graph.Nodes.Select(node => node.ToString()), Is.EqualTo(new[] { "%2 = linear(%0, second)", "%3 = linear(%1, first)" }));
    }
}
