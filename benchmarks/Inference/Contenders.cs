using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Inference;

/// <summary>All who do a job: session, eager, libtorch, and ONNX Runtime where there is a model.</summary>
static class Contenders
{
    public static List<Contender> Of(Job job, int threads)
    {
        Work.Threads = threads;
        TorchSharp.torch.set_num_threads(threads);
        Tensor[] inputs = [.. job.Inputs.Select((shape, i) => Numbers.Make(shape, i + 1))];
        List<Contender> contenders =
        [
            new SessionContender(InferenceSession.Record(job.Ours, inputs), inputs),
            new EagerContender(job.Ours, inputs),
            new LibtorchContender(job.Libtorch, inputs.Select(input => (input.ToArray<float>(), Sizes(input)))),
        ];
        if (job.Onnx is not null)
            contenders.Add(new OnnxContender(job.Onnx, threads, inputs[0].ToArray<float>(), Sizes(inputs[0]), Sizes(job.Ours(inputs)[0])));
        return contenders;
    }

    static long[] Sizes(Tensor tensor) => tensor.Shape.AsSpan().ToArray();
}
