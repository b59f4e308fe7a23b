namespace PtFormat.Kernels.Gpu;

/// <summary>What a window's elements become.</summary>
interface IPoolFold
{
    /// <summary>Where in the plane the result comes from.</summary>
    int Position { get; }

    void Start();

    void Add(float value, int position);

    float Result(int inside, int covered);
}

/// <summary>The largest, of equal ones the first; any NaN is larger, of several the last.</summary>
struct LargestFold : IPoolFold
{
    float _max;

    public int Position { get; private set; }

    public void Start()
    {
        _max = float.NegativeInfinity;
        Position = -1;
    }

    public void Add(float value, int position)
    {
        // Said of both: ILGPU may turn a comparison round, and then "not at most" is true of a NaN.
        if (value > _max & !NaN.Is(_max) | NaN.Is(value) | Position < 0)
        {
            _max = value;
            Position = position;
        }
    }

    public readonly float Result(int inside, int covered) => _max;
}

/// <summary>The sum divided by a given number unless that is 0, else by the elements with or without the padding.</summary>
struct MeanOfWindow : IPoolFold
{
    public int IncludesPadding, Divisor;

    float _sum;

    public readonly int Position => 0;

    public void Start() => _sum = 0;

    public void Add(float value, int position) => _sum += value;

    public readonly float Result(int inside, int covered) => _sum / (Divisor != 0 ? Divisor : IncludesPadding != 0 ? covered : inside);
}
