using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// out[p, z, y, x] = sum over the taps of z, y and x of their weights times in[p, …], as the processor's kernel has them; dense
/// planes p of one, two or three dimensions, where a missing one has size 1 and one tap.
/// </summary>
sealed class UpsampleKernel(GpuDevice device, UpsampleOp op, Shape input, Shape output) : GpuKernel(device)
{
    const int Nearest = 0, NearestExact = 1, Linear = 2, Cubic = 3;

    readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, Sizes> _launch =
        device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, Sizes>>(Each, Threads.PerGroup);

    readonly Sizes _sizes = new()
    {
        Count = checked((int)output.ElementCount),
        Z = Axis.Of(op, input, 0),
        Y = Axis.Of(op, input, 1),
        X = Axis.Of(op, input, 2),
        Mode = op.Mode switch { UpsampleMode.Nearest => Nearest, UpsampleMode.NearestExact => NearestExact, UpsampleMode.Bicubic => Cubic, _ => Linear },
        AlignsCorners = op.AlignCorners ? 1 : 0,
    };

    public override string Name => $"upsample {op.Mode}";

    protected override void Launch(ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor> outputs, Storage? workspace) =>
        _launch(Stream, Threads.For(_sizes.Count), GpuDevice.View<float>(inputs[0]!), GpuDevice.View<float>(outputs[0]), _sizes);

    internal static void Each(ArrayView<float> x, ArrayView<float> y, Sizes sizes)
    {
        int i = Threads.Index;
        if (i >= sizes.Count)
            return;
        int row = i / sizes.X.OutSize, plane = row / sizes.Y.OutSize, volume = plane / sizes.Z.OutSize;
        int column = i - row * sizes.X.OutSize, line = row - plane * sizes.Y.OutSize, depth = plane - volume * sizes.Z.OutSize;
        int start = volume * sizes.Z.Size, taps = sizes.Mode < Linear ? 1 : sizes.Mode == Linear ? 2 : 4;
        float sum = 0;
        for (int a = 0; a < (sizes.Z.IsUsed != 0 ? taps : 1); a++)
        {
            int fromZ = Tap(sizes.Z, sizes.Mode, sizes.AlignsCorners, depth, a, out float weightZ);
            for (int b = 0; b < (sizes.Y.IsUsed != 0 ? taps : 1); b++)
            {
                int fromY = Tap(sizes.Y, sizes.Mode, sizes.AlignsCorners, line, b, out float weightY), at = ((start + fromZ) * sizes.Y.Size + fromY) * sizes.X.Size;
                for (int c = 0; c < taps; c++)
                {
                    int fromX = Tap(sizes.X, sizes.Mode, sizes.AlignsCorners, column, c, out float weightX);
                    sum += weightZ * weightY * weightX * x[at + fromX];
                }
            }
        }
        y[i] = sum;
    }

    // The element of the input that a tap reads, and its share.
    static int Tap(Axis axis, int mode, int alignsCorners, int index, int tap, out float weight)
    {
        weight = 1;
        if (axis.IsUsed == 0)
            return 0;
        if (mode < Linear)
            return Math.Min((int)((index + (mode == NearestExact ? 0.5f : 0f)) * axis.Step), axis.Size - 1);
        float place = alignsCorners != 0 ? axis.Step * index : axis.Step * (index + 0.5f) - 0.5f;
        if (mode == Linear)
        {
            float at = axis.Size == axis.OutSize ? index : place > 0f ? place : 0f;
            int first = Math.Min((int)at, axis.Size - 1);
            float share = at - first;
            share = share > 1f ? 1f : share;
            weight = tap == 0 ? 1f - share : share;
            return tap == 0 ? first : Math.Min(first + 1, axis.Size - 1);
        }
        float floor = MathF.Floor(place), distance = place - floor + 1 - tap;
        distance = distance < 0f ? -distance : distance;
        // Keys' cubic convolution with a = -3/4.
        weight = distance <= 1f
            ? ((-0.75f + 2f) * distance - (-0.75f + 3f)) * distance * distance + 1f
            : -0.75f * (((distance - 5f) * distance + 8f) * distance - 4f);
        return Math.Min(Math.Max((int)floor - 1 + tap, 0), axis.Size - 1);
    }

    /// <summary>One dimension.</summary>
    internal struct Axis
    {
        public int Size, OutSize, IsUsed;
        public float Step;

        public static Axis Of(UpsampleOp op, Shape input, int dimension)
        {
            if (dimension < 3 - op.Rank)
                return new() { Size = 1, OutSize = 1 };
            int size = (int)input[dimension - 3], outSize = op.Size[dimension];
            double scale = dimension switch { 0 => op.Scale.Depth, 1 => op.Scale.Height, _ => op.Scale.Width };
            return new()
            {
                Size = size,
                OutSize = outSize,
                IsUsed = 1,
                Step = op.AlignCorners ? outSize > 1 ? (float)(size - 1) / (outSize - 1) : 0 : scale > 0 ? (float)(1 / scale) : (float)size / outSize,
            };
        }
    }

    internal struct Sizes
    {
        public Axis Z, Y, X;
        public int Count, Mode, AlignsCorners;
    }
}
