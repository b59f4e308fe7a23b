using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Nn;
using PtFormat.Tensors;
using PtFormat.Tests.Kernels;

namespace PtFormat.Tests.Nn;

public class MaxPool2dTests
{
    [Test]
    public void HandsOnItsAttributes()
    {
        Tensor x = Sample.Make([2, 4, 7, 8]);
        Sample.AssertSame(new MaxPool2d(3).Forward(x), Ops.MaxPool2d(x, new(3)));
        Sample.AssertSame(
            new MaxPool2d((3, 2), stride: 1, padding: 1, dilation: (2, 1), ceilMode: true).Forward(x),
            Ops.MaxPool2d(x, new((3, 2)) { Stride = 1, Padding = 1, Dilation = (2, 1), CeilMode = true }));
    }
}
