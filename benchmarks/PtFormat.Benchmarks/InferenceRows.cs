using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Tensors;

namespace PtFormat.Benchmarks;

/// <summary>Forward passes of the fixture models, against PyTorch's under no_grad.</summary>
static class InferenceRows
{
    public const string Notes = """
        One forward pass with the weights of fixtures/digits/2.14, eager, float32, against the same module in PyTorch under
        `torch.no_grad()`. "reference": convolution, pooling and matrix product are the plain loops that other kernels are tested against.
        """;

    public static IEnumerable<Row> All()
    {
        ModelNet model = LoadModelNet();
        foreach (int batch in (int[])[1, 64])
        {
            Tensor x = Input(batch);
            int calls = Math.Max(1, 64 / batch);
            yield return new($"ModelNet [{batch}, 3, 32, 32], eager, reference", () => Repeat(model, x, calls), $"modelnet\t{batch}") { Calls = calls };
        }
    }

    public static ModelNet LoadModelNet()
    {
        ModelNet model = new();
        using PtFile file = PtFile.Open(Path.Combine(Places.Root, "fixtures/digits/2.14/modelnet.pt"));
        model.LoadStateDict(file.StateDict());
        model.Eval();
        return model;
    }

    public static Tensor Input(int batch)
    {
        Random random = new(0);
        float[] values = new float[batch * 3 * 32 * 32];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextSingle();
        return Tensor.From<float>(values, [batch, 3, 32, 32]);
    }

    static Tensor? Repeat(ModelNet model, Tensor x, int calls)
    {
        Tensor? last = null;
        for (int i = 0; i < calls; i++)
            last = model.Forward(x);
        return last;
    }
}
