namespace PtFormat.Formats;

/// <summary>What a tensor in a file is made of.</summary>
public enum TensorKind : byte
{
    /// <summary>One storage seen through strides.</summary>
    Strided,
    /// <summary>Coordinates and values.</summary>
    Sparse,
    /// <summary>Integers with scale and zero point.</summary>
    Quantized,
    /// <summary>A batch of tensors of unequal shapes.</summary>
    Nested,
    /// <summary>A nested tensor of the jagged layout: values and row offsets.</summary>
    Jagged,
    /// <summary>A shape without elements.</summary>
    Meta,
    /// <summary>A lazy parameter that has no shape yet.</summary>
    Uninitialized,
}
