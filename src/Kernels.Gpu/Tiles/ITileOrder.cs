using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>Which four terms of which lines a thread moves, where it moves them one by one.</summary>
interface ITileOrder
{
    /// <summary>The thread's first line in the tile.</summary>
    int Line { get; }

    /// <summary>The thread's first term in the tile.</summary>
    int Term { get; }

    /// <summary>Lines from one part to the next.</summary>
    int LinePass { get; }

    /// <summary>Terms from one part to the next.</summary>
    int TermPass { get; }

    void Start(int thread, int threads, int lines);

    void Store(ArrayView<float> place, int stride, int part, Float4 value);
}

/// <summary>Neighbouring threads read along a line.</summary>
struct AlongTerms : ITileOrder
{
    int _pass;

    public int Line { get; private set; }

    public int Term { get; private set; }

    public readonly int LinePass => _pass;

    public readonly int TermPass => 0;

    public void Start(int thread, int threads, int lines)
    {
        Line = thread >> 2;
        Term = (thread & 3) * 4;
        _pass = threads >> 2;
    }

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value)
    {
        int line = part * _pass;
        place[line] = value.X;
        place[line + stride] = value.Y;
        place[line + 2 * stride] = value.Z;
        place[line + 3 * stride] = value.W;
    }
}

/// <summary>Neighbouring threads read neighbouring lines.</summary>
struct AlongLines : ITileOrder
{
    int _pass;

    public int Line { get; private set; }

    public int Term { get; private set; }

    public readonly int LinePass => 0;

    public readonly int TermPass => _pass;

    public void Start(int thread, int threads, int lines)
    {
        int group = thread / lines;
        Line = thread - group * lines;
        Term = group * 4;
        _pass = threads / lines * 4;
    }

    public readonly void Store(ArrayView<float> place, int stride, int part, Float4 value)
    {
        int at = part * _pass * stride;
        place[at] = value.X;
        place[at + stride] = value.Y;
        place[at + 2 * stride] = value.Z;
        place[at + 3 * stride] = value.W;
    }
}
