using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PtFormat.Tensors;

/// <summary>
/// A storage seen through a layout as elements of one dtype. Immutable itself; views share the storage, and writing through
/// one is seen by all. Never disposed. Arithmetic is in PtFormat.Kernels.
/// </summary>
[DebuggerDisplay("{ToString()}")]
public sealed partial class Tensor
{
    /// <summary>Sees a storage through a layout.</summary>
    /// <exception cref="ArgumentException">The layout reaches past the end of the storage.</exception>
    public Tensor(Storage storage, Layout layout, DType dtype)
    {
        if ((UInt128)layout.RequiredElements * (UInt128)dtype.ItemSize() > (UInt128)storage.ByteLength)
            throw new ArgumentException($"layout {layout} of {dtype.Name()} reaches {layout.RequiredElements} elements into a storage of {storage.ByteLength} bytes");
        (Storage, Layout, DType) = (storage, layout, dtype);
    }

    /// <summary>The memory, possibly shared with other tensors.</summary>
    public Storage Storage { get; }

    /// <summary>Where the elements lie in the storage.</summary>
    public Layout Layout { get; }

    /// <summary>The element type.</summary>
    public DType DType { get; }

    /// <summary>The sizes.</summary>
    public Shape Shape => Layout.Shape;

    /// <summary>The number of dimensions.</summary>
    public int Rank => Layout.Shape.Rank;

    /// <summary>The number of elements.</summary>
    public long ElementCount => Layout.ElementCount;

    /// <summary>Where the storage is.</summary>
    public Device Device => Storage.Device;

    /// <summary>True when the elements lie in row-major order without gaps.</summary>
    public bool IsDense => Layout.IsDense;

    /// <summary>A dense tensor whose bytes are not meaningful until the caller has written every one.</summary>
    public static Tensor Uninitialized(Shape shape, DType dtype, Device? device = null)
    {
        UInt128 bytes = (UInt128)shape.ElementCount * (UInt128)dtype.ItemSize();
        if (bytes > long.MaxValue)
            throw new ArgumentException($"a {dtype.Name()} tensor of {shape} is larger than 2^63 - 1 bytes");
        return new((device ?? Device.Cpu).Allocate((long)bytes), Layout.Dense(shape), dtype);
    }

    /// <summary>A dense tensor of zeros in host memory.</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32)
    {
        Tensor tensor = Uninitialized(shape, dtype);
        tensor.ClearBytes();
        return tensor;
    }

    /// <summary>Copies values into a new dense tensor in host memory; those of type <see cref="bool"/> make a mask.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        if (values.Length != shape.ElementCount)
            throw new ArgumentException($"shape {shape} has {shape.ElementCount} elements, {values.Length} values were given", nameof(values));
        // Whatever byte a bool has, it is a truth value; the other way round is not so.
        if (typeof(T) == typeof(bool))
            return From(MemoryMarshal.Cast<T, Bool8>(values), shape);
        Tensor tensor = Uninitialized(shape, DTypes.Of<T>());
        values.CopyTo(tensor.Storage.BorrowForWriting<T>(0, values.Length));
        return tensor;
    }

    /// <summary>Copies values into a new one-dimensional tensor in host memory.</summary>
    public static Tensor From<T>(params ReadOnlySpan<T> values) where T : unmanaged => From(values, [values.Length]);

    /// <summary>The elements of a dense tensor in host memory, in row-major order.</summary>
    /// <exception cref="InvalidOperationException">Another element type, not dense, or not in host memory.</exception>
    public ReadOnlySpan<T> AsReadOnlySpan<T>() where T : unmanaged
    {
        CheckSpan<T>();
        return Storage.Expose<T>(ElementCount == 0 ? 0 : Layout.Offset, ElementCount);
    }

    /// <summary>The elements of a dense tensor in host memory, for writing; raises <see cref="Storage.Version"/>.</summary>
    /// <exception cref="InvalidOperationException">Another element type, not dense, read-only, or not in host memory.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        CheckSpan<T>();
        return Storage.ExposeForWriting<T>(ElementCount == 0 ? 0 : Layout.Offset, ElementCount);
    }

    /// <summary>The elements in row-major order, copied; any layout.</summary>
    /// <exception cref="InvalidOperationException">Another element type, not in host memory, or more elements than an array holds.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        CheckElement<T>();
        CheckWrittenOut(DType);
        T[] values = GC.AllocateUninitializedArray<T>((int)ElementCount);
        CopyElementsTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>The value of a tensor of one element.</summary>
    /// <exception cref="InvalidOperationException">Another number of elements or another element type.</exception>
    public T Item<T>() where T : unmanaged =>
        ElementCount == 1 ? ToArray<T>()[0] : throw new InvalidOperationException($"item: the tensor is {Shape} and holds {ElementCount} elements, one was needed");

    /// <summary>The elements in row-major order in a new dense tensor of its own in host memory.</summary>
    /// <exception cref="InvalidOperationException">The tensor is not dense and has more elements than can be written out at once.</exception>
    public Tensor Clone()
    {
        if (!IsDense)
            CheckWrittenOut(DType);
        Tensor copy = Uninitialized(Shape, DType);
        CopyTo(copy);
        return copy;
    }

    /// <summary>Itself if dense, else a dense copy.</summary>
    public Tensor ToDense() => IsDense ? this : Clone();

    /// <summary>Copies the elements into a dense tensor of equal shape and dtype in host memory.</summary>
    /// <exception cref="ArgumentException">Shape or dtype differ, or the destination is not dense.</exception>
    public void CopyTo(Tensor destination)
    {
        if (destination.Shape != Shape || destination.DType != DType || !destination.IsDense)
            throw new ArgumentException($"copy: {this} does not fit into {destination}", nameof(destination));
        const long Chunk = 1L << 30;
        if (destination.Storage == Storage && (!IsDense || ElementCount * DType.ItemSize() > Chunk))
            Clone().CopyTo(destination); // The two may overlap: an element must not be overwritten before it is read.
        else if (IsDense)
        {
            // A dense tensor is one range of bytes: chunks of it need no strides, and a slice of a record reads only itself.
            long bytes = ElementCount * DType.ItemSize(), from = Layout.Offset * DType.ItemSize(), to = destination.Layout.Offset * DType.ItemSize();
            for (long done = 0; done < bytes; done += Chunk)
                Device.CopyToHost(Storage, from + done, destination.Storage.BorrowBytesForWriting(to + done, (int)Math.Min(Chunk, bytes - done)));
        }
        else
        {
            CheckWrittenOut(DType);
            CopyElementsTo(destination.Storage.BorrowBytesForWriting(destination.Layout.Offset * DType.ItemSize(), (int)(ElementCount * DType.ItemSize())));
        }
        GC.KeepAlive(destination.Storage);
    }

    internal void CopyElementsTo(Span<byte> destination)
    {
        if (IsDense)
        {
            if (ElementCount > 0)
                Device.CopyToHost(Storage, Layout.Offset * DType.ItemSize(), destination);
            return;
        }
        if (Device != Device.Cpu)
        {
            Spread().CopyElementsTo(destination);
            return;
        }
        StridedCopy copy = new() { Source = this, Destination = destination };
        DType.Visit<StridedCopy, bool>(ref copy);
        GC.KeepAlive(Storage);
    }

    void ClearBytes()
    {
        const long Chunk = 1L << 30;
        for (long done = 0; done < Storage.ByteLength; done += Chunk)
            Storage.BorrowBytesForWriting(done, (int)Math.Min(Chunk, Storage.ByteLength - done)).Clear();
    }

    void CheckSpan<T>() where T : unmanaged
    {
        CheckElement<T>();
        RequireHost();
        if (!IsDense)
            throw new InvalidOperationException($"a span needs dense elements, the tensor is {this}: call ToDense() first, or ToArray<T>() for a copy");
    }

    void CheckElement<T>() where T : unmanaged
    {
        if (DTypes.Of<T>() != DType)
            throw new InvalidOperationException($"the tensor's elements are {DType.Name()}, not {typeof(T).Name}");
    }

    // A view may repeat a few bytes any number of times, so the elements are counted before room for them is asked for.
    void CheckWrittenOut(DType dtype)
    {
        UInt128 bytes = (UInt128)ElementCount * (UInt128)dtype.ItemSize();
        if (bytes > (UInt128)Array.MaxLength)
            throw new InvalidOperationException($"the elements of {this} take {bytes} bytes as {dtype.Name()} when written out, at most {Array.MaxLength} can be at once: take them in parts, with Narrow");
    }

    void RequireHost()
    {
        if (Device != Device.Cpu)
            throw new InvalidOperationException($"the tensor is on {Device.Name}: {Device.NoHostAccess}");
    }

    ref struct StridedCopy : IDTypeVisitor<bool>
    {
        public Tensor Source;
        public Span<byte> Destination;

        public readonly bool Visit<T>() where T : unmanaged
        {
            Span<T> destination = MemoryMarshal.Cast<byte, T>(Destination);
            Layout layout = Source.Layout;
            ReadOnlySpan<T> source = Source.Storage.Borrow<T>(layout.Offset, layout.RequiredElements - layout.Offset);
            Layout.RunEnumerator runs = layout.Runs;
            int length = (int)runs.Length, stride = (int)runs.Stride, next = 0;
            while (runs.MoveNext())
            {
                ReadOnlySpan<T> run = source[(int)(runs.Current - layout.Offset)..];
                if (stride == 1)
                    run[..length].CopyTo(destination[next..]);
                else
                    for (int i = 0; i < length; i++)
                        destination[next + i] = run[i * stride];
                next += length;
            }
            return true;
        }
    }
}
