namespace PtFormat.Kernels.Gpu;

/// <summary>A tile that there is a kernel for.</summary>
/// <param name="Rows">Rows of the product.</param>
/// <param name="Columns">Columns of the product.</param>
/// <param name="Threads">Threads of a group.</param>
/// <param name="Share">The part of all instructions that multiply and add: what of the device's arithmetic it can use at most.</param>
readonly record struct TileShape(int Rows, int Columns, int Threads, double Share);
