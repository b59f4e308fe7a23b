using ILGPU;

namespace PtFormat.Kernels.Gpu;

/// <summary>One side of dot products: lines of terms that lie side by side, four to an element.</summary>
struct DotLines
{
    public ArrayView<Float4> Data;

    public int Count;

    /// <summary>Elements of four from a line to the next.</summary>
    public int Step;
}
