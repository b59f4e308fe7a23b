using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <content>Windows of images as columns, and back.</content>
public static partial class Ops
{
    /// <summary>Every window as a column: [N, C, H, W] or [C, H, W] in, [N, C * kh * kw, windows] or without N out.</summary>
    /// <param name="x">Images.</param>
    /// <param name="kernel">The window's size.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 unless given.</param>
    /// <param name="padding">Rows and columns of zeros added at each side.</param>
    /// <param name="dilation">The distance between the elements of a window; 1 unless given.</param>
    /// <exception cref="ArgumentException">The input is no image, or the windows do not fit it.</exception>
    public static Tensor Unfold(Tensor x, Size2 kernel, Size2? stride = null, Size2 padding = default, Size2? dilation = null)
    {
        (Size2 step, Size2 apart) = (stride ?? 1, dilation ?? 1);
        if (!HasBatch("unfold", 2, x))
            return Unfold(x.Unsqueeze(0), kernel, stride, padding, dilation).Select(0, 0);
        (long rows, long columns) = Windows("unfold", "input", x.Shape, x.Shape[2], x.Shape[3], kernel, step, padding, apart);
        // The windows of a padded image are a view of it: along each dimension one stride from window to window, one within.
        Tensor padded = ToDense(padding == default ? x : Pad(x, [padding.Width, padding.Width, padding.Height, padding.Height]));
        ReadOnlySpan<long> strides = padded.Layout.Strides;
        Layout windows = Layout.Strided(
            [x.Shape[0], x.Shape[1], kernel.Height, kernel.Width, rows, columns],
            [strides[0], strides[1], strides[2] * apart.Height, strides[3] * apart.Width, strides[2] * step.Height, strides[3] * step.Width], padded.Layout.Offset);
        return Reshape(new(padded.Storage, windows, x.DType), x.Shape[0], x.Shape[1] * kernel.Height * kernel.Width, rows * columns);
    }

    /// <summary>Images whose elements are the sums of what columns hold for them: [N, C * kh * kw, windows] in, [N, C, H, W] out, or both without N.</summary>
    /// <param name="x">Columns as <see cref="Unfold"/> makes them.</param>
    /// <param name="size">Height and width of the images.</param>
    /// <param name="kernel">The window's size.</param>
    /// <param name="stride">The distance between neighbouring windows; 1 unless given.</param>
    /// <param name="padding">Rows and columns beyond each side, which are dropped.</param>
    /// <param name="dilation">The distance between the elements of a window; 1 unless given.</param>
    /// <exception cref="ArgumentException">The columns are not those of such windows.</exception>
    public static Tensor Fold(Tensor x, Size2 size, Size2 kernel, Size2? stride = null, Size2 padding = default, Size2? dilation = null)
    {
        (Size2 step, Size2 apart) = (stride ?? 1, dilation ?? 1);
        if (x.Rank is not (2 or 3))
            throw new ArgumentException($"fold: input has {x.Rank} dimensions {x.Shape}, expected [batch, channels * kernel, windows] or without batch");
        if (x.Rank == 2)
            return Fold(x.Unsqueeze(0), size, kernel, stride, padding, dilation).Select(0, 0);
        (long rows, long columns) = Windows("fold", "output", [size.Height, size.Width], size.Height, size.Width, kernel, step, padding, apart);
        long volume = checked((long)kernel.Height * kernel.Width), count = rows * columns;
        if (x.Shape[1] % volume != 0 || x.Shape[2] != count)
            throw new ArgumentException($"fold: input is {x.Shape}: windows of {kernel} in {size} make [batch, channels * {volume}, {count}]");
        (long height, long width) = (size.Height + 2L * padding.Height, size.Width + 2L * padding.Width);
        long[] places = new long[volume * count];
        int next = 0;
        for (long ky = 0; ky < kernel.Height; ky++)
            for (long kx = 0; kx < kernel.Width; kx++)
                for (long y = 0; y < rows; y++)
                    for (long x0 = 0; x0 < columns; x0++)
                        places[next++] = (y * step.Height + ky * apart.Height) * width + x0 * step.Width + kx * apart.Width;
        long batch = x.Shape[0], channels = x.Shape[1] / volume;
        Tensor index = OnDevice(Tensor.From<long>(places), x.Device).Expand(batch, channels, volume * count);
        Tensor zeros = OnDevice(Tensor.Zeros([], x.DType), x.Device).Expand(batch, channels, height * width);
        Tensor padded = Scatter(zeros, 2, index, Reshape(x, batch, channels, volume * count), ScatterMode.Add).View(batch, channels, height, width);
        return ToDense(padded.Narrow(2, padding.Height, size.Height).Narrow(3, padding.Width, size.Width));
    }

    static (long Rows, long Columns) Windows(string name, string what, Shape shape, long height, long width, Size2 kernel, Size2 stride, Size2 padding, Size2 dilation)
    {
        RequireAtLeast(name, "kernel", 2, kernel, 1);
        RequireAtLeast(name, "stride", 2, stride, 1);
        RequireAtLeast(name, "padding", 2, padding, 0);
        RequireAtLeast(name, "dilation", 2, dilation, 1);
        long rows = WindowCount(height, kernel.Height, stride.Height, padding.Height, dilation.Height);
        long columns = WindowCount(width, kernel.Width, stride.Width, padding.Width, dilation.Width);
        return rows > 0 && columns > 0
            ? (rows, columns)
            : throw new ArgumentException($"{name}: kernel {kernel} is larger than {what} {shape} with padding {padding} and dilation {dilation}");
    }
}
