using NUnit.Framework;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

public class TransformerEncoderTests
{
    [Test]
    public void WherePyTorchGivesZerosBehindTheEndsItAgreesBeforeThem([Values("1.13", "2.14")] string version)
    {
        LayerCase[] cases = [.. LayerCase.Load("layers", version, "TransformerEncoder").Where(LayerTable.TakesPaddedFastPath)];
        Assert.That(cases, Is.Not.Empty);
        foreach (LayerCase c in cases)
        {
            LayerRow row = LayerTable.Rows[c.Layer];
            Module encoder = row.Make(c.Arguments);
            encoder.LoadStateDict(c.State);
            encoder.Eval();
            Tensor expected = c.Outputs[0]!, actual = row.Run(encoder, c)[0]!;
            bool[] padding = [.. c.Call.Tensor("src_key_padding_mask")!.ToArray<Bool8>().Select(b => (bool)b)];
            int batch = (int)actual.Shape[0], steps = (int)actual.Shape[1];
            int compared = 0;
            for (int b = 0; b < batch; b++)
                for (int t = 0; t < steps; t++)
                    if (!padding[b * steps + t])
                    {
                        Assert.That(actual.Select(0, b).Select(0, t).ToArray<float>(), Is.EqualTo(expected.Select(0, b).Select(0, t).ToArray<float>()).Within(1e-5), $"{c} at {b}, {t}");
                        compared++;
                    }
            Assert.That(compared, Is.GreaterThan(0));
        }
    }
}
