using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>Stands for the memory that a value will have when the graph runs; there are no bytes.</summary>
sealed class RecordedStorage(Recorder recorder, long byteLength) : Storage(recorder, byteLength)
{
    /// <summary>What the memory holds; null until an operation has been recorded that writes it.</summary>
    public GraphValue? Value { get; set; }

    public override bool IsWritable => false;

    protected override ref byte Bytes => throw Recorder.NoValues();
}
