namespace PtFormat.Tensors;

/// <content>Copies from device to device.</content>
public sealed partial class Tensor
{
    /// <summary>The elements on another device, in a new dense tensor there; itself where it is there already.</summary>
    /// <exception cref="InvalidOperationException">The tensor has no elements to copy, as on <see cref="Device.Meta"/>.</exception>
    public Tensor To(Device device)
    {
        if (device == Device)
            return this;
        Tensor result = Uninitialized(Shape, DType, device);
        if (device == Device.Cpu)
        {
            CopyTo(result);
            return result;
        }
        if (device == Device.Meta)
            return result;
        Tensor dense = Device == Device.Cpu ? ToDense() : Clone();
        const int Piece = 1 << 30;
        long bytes = ElementCount * DType.ItemSize(), from = dense.Layout.Offset * DType.ItemSize();
        for (long done = 0; done < bytes; done += Piece)
            device.CopyFromHost(dense.Storage.BorrowBytes(from + done, (int)Math.Min(Piece, bytes - done)), result.Storage, done);
        GC.KeepAlive(dense.Storage);
        return result;
    }

    // All that lies between the first element and the last, in host memory and laid out as here.
    Tensor Spread()
    {
        long first = Layout.Offset, count = Layout.RequiredElements - first;
        Tensor host = new Tensor(Storage, Layout.Strided([count], [1], first), DType).Clone();
        return new(host.Storage, Layout.Strided(Shape, Layout.Strides), DType);
    }
}
