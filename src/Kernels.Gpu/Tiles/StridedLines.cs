using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// Lines with any distance between terms and between lines, read number by number, where the others cannot. Where terms lie side by side
/// four neighbouring threads read a line's 16 terms; else neighbouring threads read neighbouring lines.
/// </summary>
/// <typeparam name="TOrder">Which way neighbouring threads go.</typeparam>
struct StridedLines<TOrder> : IMatrixSource<StridedLines<TOrder>> where TOrder : struct, ITileOrder
{
    public ArrayView<float> Data;

    public int Count, Terms, LineStep, TermStep;

    public BatchSteps Batch;

    TOrder _order;
    int _line, _term, _at;

    public static StridedLines<TOrder> Of(ArrayView<float> data, MatrixOperand operand) => new()
    {
        Data = data,
        Count = operand.Count,
        Terms = operand.Terms,
        LineStep = operand.LineStep,
        TermStep = operand.TermStep,
        Batch = operand.Batch,
    };

    public void Start(int thread, int threads, int lines, int first, int batch, int term)
    {
        _order = default;
        _order.Start(thread, threads, lines);
        _line = first + _order.Line;
        _term = term + _order.Term;
        _at = Batch.Offset(batch) + _line * LineStep + _term * TermStep;
    }

    public readonly int Place(int stride) => _order.Term * stride + _order.Line;

    public readonly Float4 Load(int part)
    {
        Float4 value = default;
        int term = _term + _order.TermPass * part, line = _line + _order.LinePass * part;
        int at = _at + _order.TermPass * part * TermStep + _order.LinePass * part * LineStep;
        if (line < Count)
        {
            if (term < Terms)
                value.X = Data[at];
            if (term + 1 < Terms)
                value.Y = Data[at + TermStep];
            if (term + 2 < Terms)
                value.Z = Data[at + 2 * TermStep];
            if (term + 3 < Terms)
                value.W = Data[at + 3 * TermStep];
        }
        return value;
    }

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value) => _order.Store(place, stride, part, value);

    public void Advance()
    {
        _term += Tile.Depth;
        _at += Tile.Depth * TermStep;
    }
}
