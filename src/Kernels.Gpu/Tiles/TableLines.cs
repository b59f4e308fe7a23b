using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>Lines whose terms lie where a table says: the weights of a transposed convolution, whose channels and taps lie on both sides of the line.</summary>
struct TableLines : ITileSource
{
    public ArrayView<float> Data;

    /// <summary>Where a line's terms are from its start.</summary>
    public ArrayView<int> Places;

    public int Count, Terms, LineStep, GroupStep;

    AlongTerms _order;
    int _line, _term, _at;

    public void Start(int thread, int threads, int lines, int first, int batch, int term)
    {
        _order = default;
        _order.Start(thread, threads, lines);
        _line = first + _order.Line;
        _term = term + _order.Term;
        _at = batch * GroupStep + _line * LineStep;
    }

    public readonly int Place(int stride) => _order.Term * stride + _order.Line;

    public readonly Float4 Load(int part)
    {
        Float4 value = default;
        int pass = part * _order.LinePass, at = _at + pass * LineStep;
        if (_line + pass < Count)
        {
            if (_term < Terms)
                value.X = Data[at + Places[_term]];
            if (_term + 1 < Terms)
                value.Y = Data[at + Places[_term + 1]];
            if (_term + 2 < Terms)
                value.Z = Data[at + Places[_term + 2]];
            if (_term + 3 < Terms)
                value.W = Data[at + Places[_term + 3]];
        }
        return value;
    }

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value) => _order.Store(place, stride, part, value);

    public void Advance() => _term += Tile.Depth;
}
