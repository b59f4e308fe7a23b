using ILGPU;
using ILGPU.Runtime;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Lines that lie side by side, read four lines at a time: the data, the distance of terms and the number of lines are multiples of four.
/// Neighbouring threads read neighbouring lines.
/// </summary>
struct WideLines : IMatrixSource<WideLines>
{
    public ArrayView<Float4> Data;

    /// <summary>In numbers.</summary>
    public int Count, Terms, TermStep;

    public BatchSteps Batch;

    int _line, _local, _pass, _term, _row, _at;

    public static WideLines Of(ArrayView<float> data, MatrixOperand operand) => new()
    {
        Data = data.Cast<Float4>(),
        Count = operand.Count,
        Terms = operand.Terms,
        TermStep = operand.Terms == 1 ? 0 : operand.TermStep,
        Batch = operand.Batch,
    };

    public void Start(int thread, int threads, int lines, int first, int batch, int term)
    {
        int quads = lines >> 2;
        _row = thread / quads;
        _local = (thread - _row * quads) * 4;
        _pass = threads / quads;
        _line = first + _local;
        _term = term + _row;
        _at = (Batch.Offset(batch) + _term * TermStep + _line) >> 2;
    }

    public readonly int Place(int stride) => _row * stride + _local;

    public readonly Float4 Load(int part) =>
        _line < Count && _term + part * _pass < Terms ? Data[_at + part * _pass * (TermStep >> 2)] : default;

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value) =>
        place.SubView(part * _pass * stride, 4).AsAligned(16).Cast<Float4>()[0] = value;

    public void Advance()
    {
        _term += Tile.Depth;
        _at += Tile.Depth / 4 * TermStep;
    }
}
