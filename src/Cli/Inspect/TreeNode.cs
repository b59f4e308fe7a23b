using PtFormat.Formats;

namespace PtFormat.Cli.Inspect;

/// <summary>A line of the tree that <c>inspect</c> prints: a tensor, a value, a container, or a part of dotted names.</summary>
/// <param name="label">What it is called within its parent: <c>weight</c>, <c>[0]</c>, <c>.lr</c>.</param>
sealed class TreeNode(string label)
{
    /// <summary>What it is called within its parent.</summary>
    public string Label { get; set; } = label;

    /// <summary>The value, or what the container is; empty for a tensor and for a part of names.</summary>
    public string Text { get; set; } = "";

    /// <summary>The tensor, where it is one.</summary>
    public TensorEntry? Tensor { get; set; }

    /// <summary>The name of the first tensor of its storage, where this is not the first.</summary>
    public string? Shares { get; set; }

    /// <summary>In the file's order.</summary>
    public List<TreeNode> Children { get; set; } = [];

    /// <summary>How many tensors there are, here and below.</summary>
    public int TensorCount { get; set; }

    /// <summary>What the elements of these tensors take, each tensor for itself.</summary>
    public long ByteLength { get; set; }

    /// <summary>Nodes with equal numbers hold the same: dtypes, shapes, values, and names below.</summary>
    public int Likeness { get; set; }

    /// <summary>True for <c>conv1</c> of <c>conv1.weight</c>: no object in the file.</summary>
    public bool IsPartOfNames => Tensor is null && Text.Length == 0;
}
