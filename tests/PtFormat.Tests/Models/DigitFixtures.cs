using System.Text.Json;
using PtFormat.Formats;
using PtFormat.Models;
using PtFormat.Tensors;

namespace PtFormat.Tests.Models;

/// <summary>The 360 test digits, with what PyTorch's models say of them (fixtures/digits/train.py).</summary>
static class DigitFixtures
{
    static readonly Lazy<StateDict> Test = new(() =>
    {
        using PtFile file = PtFile.Load(Repository.Path("fixtures", "digits", "test.pt"));
        return file.StateDict();
    });

    public static int Count => (int)Test.Value.Tensor("labels").ElementCount;

    public static long[] Labels => Test.Value.Tensor("labels").ToArray<long>();

    public static DigitImage[] Images =>
        [.. Enumerable.Range(0, Count).Select(i => DigitImage.FromBytes(Test.Value.Tensor("images").Select(0, i).ToArray<byte>()))];

    /// <summary>PyTorch's logits, [360, 10], of <c>modelnet</c> or <c>digitlstm</c>.</summary>
    public static float[] Logits(string model) => Test.Value.Tensor(model).ToArray<float>();

    /// <summary>How many of the digits PyTorch got right.</summary>
    public static int Right(string model)
    {
        using JsonDocument accuracy = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("fixtures", "digits", "accuracy.json")));
        return accuracy.RootElement.GetProperty(model).GetProperty("right").GetInt32();
    }

    public static string ModelPath(string version, string model) => Repository.Path("fixtures", "digits", version, $"{model}.pt");

    public static DigitModel Model(string version, string model)
    {
        using PtFile file = PtFile.Load(ModelPath(version, model));
        return ModelRecognizer.Recognize(file.StateDict());
    }

    public static string[] Pictures => [.. Directory.EnumerateFiles(Repository.Path("fixtures", "digits", "png"), "*.png").Order(StringComparer.Ordinal)];

    public static int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int i = 1; i < logits.Length; i++)
            if (logits[i] > logits[best])
                best = i;
        return best;
    }
}
