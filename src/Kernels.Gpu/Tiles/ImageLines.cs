using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>
/// The windows of a convolution as lines, which nobody writes out: line p is an element of the output's plane of some image, term k a tap.
/// Neighbouring threads read neighbouring elements; the taps' table spares them divisions.
/// </summary>
/// <typeparam name="TReach">Where a window's taps are.</typeparam>
struct ImageLines<TReach> : ITileSource where TReach : struct, IReach<TReach>
{
    public ArrayView<float> Data;

    public ArrayView<Tap> Taps;

    public TReach Reach;

    public int Count, Terms;

    /// <summary>Numbers from one group's channels to the next one's.</summary>
    public int GroupStep;

    AlongLines _order;
    int _term, _start;

    public void Start(int thread, int threads, int lines, int first, int batch, int term)
    {
        _order = default;
        _order.Start(thread, threads, lines);
        _term = term + _order.Term;
        _start = batch * GroupStep;
        int line = first + _order.Line;
        // What lies beyond the last element is read as that one, and never written.
        Reach.Start(line < Count ? line : Count - 1);
    }

    public readonly int Place(int stride) => _order.Term * stride + _order.Line;

    public readonly Float4 Load(int part)
    {
        Float4 value = default;
        int term = _term + _order.TermPass * part;
        value.X = One(term);
        value.Y = One(term + 1);
        value.Z = One(term + 2);
        value.W = One(term + 3);
        return value;
    }

    readonly float One(int term)
    {
        float value = 0;
        if (term < Terms)
        {
            Tap tap = Taps[term];
            int at = Reach.Find(tap);
            if (at >= 0)
                value = Data[_start + at];
        }
        return value;
    }

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value) => _order.Store(place, stride, part, value);

    public void Advance() => _term += Tile.Depth;
}
