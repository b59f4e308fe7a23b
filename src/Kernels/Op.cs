namespace PtFormat.Kernels;

/// <summary>
/// An operation as a value: its attributes and nothing else. Whatever runs, records, fuses or sends an operation to a device
/// takes it in this form, so a new operation adds no member to any interface.
/// </summary>
public abstract record Op
{
    /// <summary>The operation's name in messages and in a printed graph: <c>conv2d</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The attributes that differ from PyTorch's defaults, as a printed graph shows them: <c>stride=2, padding=1</c>.</summary>
    public virtual string Attributes => "";

    /// <summary><c>conv2d(stride=2, padding=1)</c></summary>
    public sealed override string ToString() => Attributes.Length == 0 ? Name : $"{Name}({Attributes})";

    /// <summary>Joins attributes with commas, leaving out those that are null.</summary>
    protected static string List(params ReadOnlySpan<string?> attributes) =>
        string.Join(", ", attributes.ToArray().Where(attribute => attribute is not null));

    /// <summary><c>name=value</c>, or null where the value is the usual one.</summary>
    protected static string? Unless<T>(T usual, string name, T value) where T : IEquatable<T> =>
        value.Equals(usual) ? null : FormattableString.Invariant($"{name}={value}");

    /// <summary>True when no operand has gaps or another order than row-major, which is all that plain loops know.</summary>
    private protected static bool AreDense(ReadOnlySpan<TensorSpec?> operands)
    {
        foreach (TensorSpec? operand in operands)
            if (operand is { Layout.IsDense: false })
                return false;
        return true;
    }
}
