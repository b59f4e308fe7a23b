using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Lines whose terms lie side by side, read four at a time: the data, the distance of lines and the number of terms are multiples of four.
/// Four neighbouring threads read a line's 16 terms.
/// </summary>
struct DeepLines : IMatrixSource<DeepLines>
{
    public ArrayView<Float4> Data;

    /// <summary>In numbers.</summary>
    public int Count, Terms, LineStep;

    public BatchSteps Batch;

    int _line, _local, _pass, _term, _at;

    public static DeepLines Of(ArrayView<float> data, MatrixOperand operand) => new()
    {
        Data = data.Cast<Float4>(),
        Count = operand.Count,
        Terms = operand.Terms,
        LineStep = operand.Count == 1 ? 0 : operand.LineStep,
        Batch = operand.Batch,
    };

    public void Start(int thread, int threads, int lines, int first, int batch, int term)
    {
        int quarter = thread & 3;
        _local = thread >> 2;
        _pass = threads >> 2;
        _line = first + _local;
        _term = term + quarter * 4;
        _at = (Batch.Offset(batch) + _line * LineStep + _term) >> 2;
    }

    public readonly int Place(int stride) => (_term & (Tile.Depth - 1)) * stride + _local;

    public readonly Float4 Load(int part) =>
        _line + part * _pass < Count && _term < Terms ? Data[_at + part * _pass * (LineStep >> 2)] : default;

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value)
    {
        int line = part * _pass;
        place[line] = value.X;
        place[line + stride] = value.Y;
        place[line + 2 * stride] = value.Z;
        place[line + 3 * stride] = value.W;
    }

    public void Advance()
    {
        _term += Tile.Depth;
        _at += Tile.Depth / 4;
    }
}
