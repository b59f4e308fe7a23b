using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <content>LSTM, GRU and plain recurrent layers.</content>
public sealed partial class GpuDevice
{
    Kernel? FindRecurrent(RecurrentOp op, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs)
    {
        TensorSpec x = inputs[0]!.Value, weightIh = inputs[1]!.Value;
        if (x.DType != DType.Float32 || x.Shape[-1] == 0 || x.Layout.Strides[^1] != 1 && x.Shape[-1] > 1 || !Convolutions.AreDenseFloats(inputs[1..]) || InputRows.Of(x) is not { } rows)
            return null;
        RecurrentSizes sizes = new(
            op.Packed?.Total ?? checked(x.Shape[0] * x.Shape[1]), outputs[1].Shape[0], x.Shape[-1], weightIh.Shape[0] / op.Gates, outputs[1].Shape[1]);
        if (checked(sizes.Rows * weightIh.Shape[0]) > int.MaxValue)
            return null;
        return op switch
        {
            LstmOp => new RecurrentLayerKernel<LstmCell>(this, op, sizes, rows, inputs),
            GruOp => new RecurrentLayerKernel<GruCell>(this, op, sizes, rows, inputs),
            RnnOp { IsRelu: true } => new RecurrentLayerKernel<ReluCell>(this, op, sizes, rows, inputs),
            RnnOp => new RecurrentLayerKernel<TanhCell>(this, op, sizes, rows, inputs),
            _ => null,
        };
    }
}
