using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class LinearTests
{
    [Test]
    public void WorksWithAndWithoutBias()
    {
        Tensor x = Sample.Make([2, 3]);
        foreach (bool bias in (bool[])[true, false])
        {
            Linear layer = new(3, 4, bias);
            Sample.Fill(layer);
            Sample.AssertSame(layer.Forward(x), Ops.Linear(x, layer.Weight.Value, layer.Bias.ValueOrNull));
        }
    }
}
