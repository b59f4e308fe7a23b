namespace PtFormat.Tensors;

/// <summary>
/// A place for memory that somebody brings for a while: tensors over it are made once and then see what is lent at the time. For one
/// borrower at a time.
/// </summary>
sealed class LentStorage(Device device, long byteLength) : Storage(device, byteLength)
{
    Storage? _owner;
    long _start;
    long _versionsBefore;

    public override bool IsWritable => Owner.IsWritable;

    // What was derived from one owner's bytes must not be taken for the next one's, so no version comes twice.
    public override long Version => _versionsBefore + Owner.Version;

    protected override ref byte Bytes => ref Owner.ByteAt(_start);

    Storage Owner => _owner ?? throw new InvalidOperationException("nothing is lent: the memory belongs to a run that is over");

    /// <summary>Puts a dense tensor's memory here, until <see cref="GiveBack"/>.</summary>
    /// <exception cref="ArgumentException">It takes more or fewer bytes than this place, has gaps, or is on another device.</exception>
    public void Lend(Tensor tensor)
    {
        long bytes = tensor.ElementCount * tensor.DType.ItemSize();
        if (bytes != ByteLength || !tensor.IsDense || tensor.Device != Device)
            throw new ArgumentException($"{tensor.DType.Name()} {tensor.Layout} on {tensor.Device.Name} was lent, {ByteLength} bytes in a row on {Device.Name} are needed");
        _start = tensor.Layout.Offset * tensor.DType.ItemSize();
        _versionsBefore -= tensor.Storage.Version;
        _owner = tensor.Storage;
    }

    /// <summary>Lets go of what was lent.</summary>
    public void GiveBack()
    {
        _versionsBefore = Version + 1;
        _owner = null;
    }

    internal override void RaiseVersion() => Owner.RaiseVersion();

    protected override void Exposed() => Owner.MarkExposed();
}
