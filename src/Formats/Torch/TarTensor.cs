using PtFormat.Pickle;

namespace PtFormat.Formats.Torch;

/// <summary>A tensor that a tar file describes outside its pickle, not yet checked.</summary>
/// <param name="Storage">Where its elements are.</param>
/// <param name="ClassName">Its class: <c>FloatTensor</c>.</param>
/// <param name="View">Storage offset, sizes and strides, in elements.</param>
sealed record TarTensor(LocatedStorage Storage, string ClassName, (PyInt Offset, PyTuple Size, PyTuple Stride) View);
