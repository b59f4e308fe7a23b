using ILGPU;
using ILGPU.Runtime;
using PtFormat.Tensors;

namespace PtFormat.Kernels.Gpu;

/// <summary>Reads elements of one dtype through a layout and writes them one after the other as another: copies and conversions.</summary>
abstract class Cast
{
    /// <summary>The conversion between two dtypes of <see cref="Cells.Has"/>.</summary>
    public static Cast Of(GpuDevice device, DType from, DType to)
    {
        FromVisitor visitor = new() { Device = device, From = from, To = to };
        return Cells.Visit<FromVisitor, Cast>(from, ref visitor);
    }

    /// <summary>A copy of elements of which only the size matters.</summary>
    public static Cast Copy(GpuDevice device, int itemBytes) => itemBytes switch
    {
        1 => new CopyOf<byte>(device),
        2 => new CopyOf<ushort>(device),
        4 => new CopyOf<uint>(device),
        8 => new CopyOf<ulong>(device),
        _ => new CopyOf<Pair>(device),
    };

    /// <summary>Launches; under the device's gate.</summary>
    /// <param name="stream">The device's.</param>
    /// <param name="from">From the layout's first element on.</param>
    /// <param name="layout">Where the elements are.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="count">How many.</param>
    public abstract void Launch(AcceleratorStream stream, ArrayView<byte> from, KernelLayout layout, ArrayView<byte> to, int count);

    /// <summary>The largest elements: a complex number of two doubles.</summary>
    public struct Pair
    {
        public ulong First, Second;
    }

    struct FromVisitor : ICellVisitor<Cast>
    {
        public GpuDevice Device;
        public DType From, To;

        public readonly Cast Visit<T, TCell>() where T : unmanaged where TCell : unmanaged, ICell<T>
        {
            ToVisitor<T, TCell> visitor = new() { Device = Device, From = From };
            return Cells.Visit<ToVisitor<T, TCell>, Cast>(To, ref visitor);
        }
    }

    struct ToVisitor<TFrom, TFromCell> : ICellVisitor<Cast> where TFrom : unmanaged where TFromCell : unmanaged, ICell<TFrom>
    {
        public GpuDevice Device;
        public DType From;

        public readonly Cast Visit<T, TCell>() where T : unmanaged where TCell : unmanaged, ICell<T> => new Conversion<TFrom, TFromCell, T, TCell>(Device, From);
    }

    sealed class CopyOf<T>(GpuDevice device) : Cast where T : unmanaged
    {
        readonly Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int> _launch =
            device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, KernelLayout, ArrayView<T>, int>>(Run, Threads.PerGroup);

        public override void Launch(AcceleratorStream stream, ArrayView<byte> from, KernelLayout layout, ArrayView<byte> to, int count) =>
            _launch(stream, Threads.For(count), from.Cast<T>(), layout, to.Cast<T>(), count);

        static void Run(ArrayView<T> from, KernelLayout layout, ArrayView<T> to, int count)
        {
            int i = Threads.Index;
            if (i < count)
                to[i] = from[layout.At(i)];
        }
    }

    sealed class Conversion<TFrom, TFromCell, TTo, TToCell> : Cast
        where TFrom : unmanaged
        where TFromCell : unmanaged, ICell<TFrom>
        where TTo : unmanaged
        where TToCell : unmanaged, ICell<TTo>
    {
        readonly Action<AcceleratorStream, KernelConfig, ArrayView<TFrom>, KernelLayout, ArrayView<TTo>, int> _launch;

        // Through a type that holds every element exactly, so that each is rounded once.
        public Conversion(GpuDevice device, DType from) =>
            _launch = device.Load<Action<AcceleratorStream, KernelConfig, ArrayView<TFrom>, KernelLayout, ArrayView<TTo>, int>>(
                from == DType.Float64 ? RunDouble : from <= DType.Int64 ? RunLong : RunFloat, Threads.PerGroup);

        public override void Launch(AcceleratorStream stream, ArrayView<byte> from, KernelLayout layout, ArrayView<byte> to, int count) =>
            _launch(stream, Threads.For(count), from.Cast<TFrom>(), layout, to.Cast<TTo>(), count);

        static void RunFloat(ArrayView<TFrom> from, KernelLayout layout, ArrayView<TTo> to, int count)
        {
            int i = Threads.Index;
            if (i < count)
                to[i] = default(TToCell).FromFloat(default(TFromCell).ToFloat(from[layout.At(i)]));
        }

        static void RunDouble(ArrayView<TFrom> from, KernelLayout layout, ArrayView<TTo> to, int count)
        {
            int i = Threads.Index;
            if (i < count)
                to[i] = default(TToCell).FromDouble(default(TFromCell).ToDouble(from[layout.At(i)]));
        }

        static void RunLong(ArrayView<TFrom> from, KernelLayout layout, ArrayView<TTo> to, int count)
        {
            int i = Threads.Index;
            if (i < count)
                to[i] = default(TToCell).FromLong(default(TFromCell).ToLong(from[layout.At(i)]));
        }
    }
}
