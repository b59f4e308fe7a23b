using ILGPU;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Chooses how a convolution is computed, and what its kernels' arguments are.</summary>
static class Convolutions
{
    /// <summary>The kernel for a convolution of images or volumes, or null where its integers do not hold it.</summary>
    public static Kernel? Find(GpuDevice device, string operation, VolumeSizes sizes, ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs, Activation? then)
    {
        if (!AreDenseFloats(inputs) || !Fits(inputs, outputs))
            return null;
        Maker maker = new(device, operation, sizes, Weights(sizes, GpuDevice.IsAligned(inputs[1]!.Value, 16)).IsDeep, GpuDevice.IsAligned(inputs[0]!.Value, 16));
        return then is null ? maker.Visit(new Unchanged()) : then.Accept(maker);
    }

    /// <summary>True where all operands are dense float32.</summary>
    public static bool AreDenseFloats(ReadOnlySpan<TensorSpec?> inputs)
    {
        foreach (TensorSpec? input in inputs)
            if (input is { } spec && (spec.DType != DType.Float32 || !spec.Layout.IsDense))
                return false;
        return true;
    }

    /// <summary>True where every element has a place that an int holds.</summary>
    public static bool Fits(ReadOnlySpan<TensorSpec?> inputs, ReadOnlySpan<TensorSpec> outputs) =>
        inputs[0]!.Value.Shape.ElementCount <= int.MaxValue && outputs[0].Shape.ElementCount <= int.MaxValue && inputs[1]!.Value.Shape.ElementCount is > 0 and <= int.MaxValue;

    /// <summary>[out channels, taps] of each group.</summary>
    public static MatrixOperand Weights(VolumeSizes sizes, bool isAligned) => new(
        sizes.GroupOutChannels, sizes.Terms, sizes.Terms, 1, new() { Inner = 1, OuterStep = sizes.GroupOutChannels * sizes.Terms }, isAligned);

    public static ImageLines<TReach> Windows<TReach>(VolumeSizes sizes, Tensor input, Storage taps) where TReach : struct, IReach<TReach> => new()
    {
        Data = GpuDevice.View<float>(input),
        Taps = GpuDevice.View<Tap>(taps, 0, taps.ByteLength),
        Count = sizes.Batch * sizes.OutSize.Volume,
        Terms = sizes.Terms,
        GroupStep = sizes.GroupChannels * sizes.Size.Volume,
        Reach = TReach.Of(Reach(sizes)),
    };

    public static PlaneTarget<TFunction> Target<TFunction>(VolumeSizes sizes, Tensor? bias, Tensor output, TFunction function) where TFunction : struct, IUnaryFunction
    {
        ArrayView<float> data = GpuDevice.View<float>(output);
        int plane = sizes.OutSize.Volume;
        return new()
        {
            Data = data,
            Bias = bias is null ? data : GpuDevice.View<float>(bias),
            HasBias = bias is null ? 0 : 1,
            Rows = sizes.GroupOutChannels,
            Plane = plane,
            Columns = sizes.Batch * plane,
            ImageStep = sizes.OutChannels * plane,
            IsVector = plane % 4 == 0 && GpuDevice.IsAligned(output, 16) ? 1 : 0,
            Function = function,
        };
    }

    public static ReachSizes Reach(VolumeSizes sizes) => new()
    {
        Depth = sizes.Size.Depth,
        Height = sizes.Size.Height,
        Width = sizes.Size.Width,
        OutDepth = sizes.OutSize.Depth,
        OutHeight = sizes.OutSize.Height,
        OutWidth = sizes.OutSize.Width,
        StrideZ = sizes.Stride.Depth,
        StrideY = sizes.Stride.Height,
        StrideX = sizes.Stride.Width,
        PaddingZ = sizes.Padding.Depth,
        PaddingY = sizes.Padding.Height,
        PaddingX = sizes.Padding.Width,
        ImageStep = sizes.Channels * sizes.Size.Volume,
    };

    sealed class Maker(GpuDevice device, string operation, VolumeSizes sizes, bool hasDeepWeights, bool isInputAligned) : IActivationVisitor<Kernel?>
    {
        static readonly Size3 One = 1, Zero = 0;

        bool IsPointwise => sizes.Kernel == One && sizes.Stride == One && sizes.Padding == Zero && sizes.Groups == 1;

        bool IsDepthwise => sizes.GroupChannels == 1 && sizes.Groups > 1 && sizes.Size.Depth == 1 && sizes.Kernel.Depth == 1;

        public Kernel? Visit<TFunction>(TFunction function) where TFunction : struct, IUnaryFunction
        {
            if (IsDepthwise)
                return new DepthwiseKernel<TFunction>(device, operation, sizes, function);
            // Images side by side are products side by side; many small ones fill tiles better as one row of windows.
            if (IsPointwise && sizes.Size.Volume >= 64 && TileProduct<DeepLines, WideLines, MatrixTarget<TFunction>>.Fits(sizes.OutChannels, sizes.Batch))
                return sizes.Size.Volume % 4 == 0 && isInputAligned ? Pointwise<WideLines, TFunction>(function) : Pointwise<StridedLines<AlongLines>, TFunction>(function);
            if (!TileProduct<DeepLines, WideLines, MatrixTarget<TFunction>>.Fits(sizes.GroupOutChannels, sizes.Groups))
                return null;
            return hasDeepWeights ? Windows<DeepLines, TFunction>(function) : Windows<StridedLines<AlongTerms>, TFunction>(function);
        }

        Kernel Pointwise<TImages, TFunction>(TFunction function) where TImages : struct, IMatrixSource<TImages> where TFunction : struct, IUnaryFunction => hasDeepWeights
            ? new PointwiseKernel<DeepLines, TImages, TFunction>(device, operation, sizes, function)
            : new PointwiseKernel<StridedLines<AlongTerms>, TImages, TFunction>(device, operation, sizes, function);

        Kernel Windows<TWeights, TFunction>(TFunction function) where TWeights : struct, IMatrixSource<TWeights> where TFunction : struct, IUnaryFunction
        {
            if (sizes.Size.Depth > 1 || sizes.Padding.Depth > 0)
                return new ConvolutionKernel<TWeights, VolumeReach, TFunction>(device, operation, sizes, function);
            return sizes.Padding == Zero
                ? new ConvolutionKernel<TWeights, InnerReach, TFunction>(device, operation, sizes, function)
                : new ConvolutionKernel<TWeights, PaddedReach, TFunction>(device, operation, sizes, function);
        }
    }
}
