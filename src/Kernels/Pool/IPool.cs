namespace PtFormat.Kernels;

/// <summary>Makes one number of the elements of a window. A struct, so that the loops compile to its instructions.</summary>
interface IPool<T> where T : unmanaged
{
    /// <summary>Begins a window.</summary>
    void Start();

    /// <summary>Takes an element of the window that lies inside the input.</summary>
    /// <param name="value">The element.</param>
    /// <param name="position">Where it stands, counted within the dimensions of a window.</param>
    void Add(T value, int position);

    /// <summary>The window's number.</summary>
    /// <param name="inside">How many elements were taken.</param>
    /// <param name="covered">How many it would have been with those in the padding.</param>
    T Result(long inside, long covered);

    /// <summary>Where the element that decided stands, for pools that pick one.</summary>
    int Position { get; }
}
