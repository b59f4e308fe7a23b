namespace PtFormat.Tensors;

/// <summary>What a subscript does.</summary>
public enum TensorIndexKind
{
    /// <summary>Takes one position and drops the dimension.</summary>
    Position,
    /// <summary>Keeps a part of the dimension.</summary>
    Slice,
    /// <summary>Adds a dimension of size 1.</summary>
    NewAxis,
    /// <summary>Stands for as many whole dimensions as are left.</summary>
    Ellipsis,
}
