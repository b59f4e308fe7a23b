using PtFormat.Tensors;

namespace PtFormat.Formats.Safetensors;

/// <summary>A tensor as a safetensors header describes it, checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">PyTorch's dtype of the same bits.</param>
/// <param name="Shape">The shape in elements of that dtype: <c>float4_e2m1fn_x2</c> holds two in one.</param>
/// <param name="Begin">Where it starts, in bytes from the end of the header.</param>
/// <param name="End">Where it ends.</param>
sealed record SafetensorsEntry(string Name, DType DType, Shape Shape, long Begin, long End);
