namespace PtFormat.Kernels.Gpu;

/// <summary>What kernels ask of specs.</summary>
static class OperandChecks
{
    /// <summary>True when all are of dtypes that a GPU computes with and lie as kernels can read them.</summary>
    public static bool AreReadable(ReadOnlySpan<TensorSpec?> operands)
    {
        foreach (TensorSpec? operand in operands)
            if (operand is { } spec && (!Cells.Has(spec.DType) || KernelLayout.Of(spec.Layout) is null))
                return false;
        return true;
    }

    /// <summary>True when all have no gaps and fewer than 2^31 elements.</summary>
    public static bool AreDense(ReadOnlySpan<TensorSpec?> operands)
    {
        foreach (TensorSpec? operand in operands)
            if (operand is { } spec && (!spec.Layout.IsDense || spec.Layout.ElementCount > int.MaxValue))
                return false;
        return true;
    }

    /// <summary>The product of some sizes.</summary>
    public static int Product(ReadOnlySpan<long> sizes)
    {
        long product = 1;
        foreach (long size in sizes)
            product *= size;
        return checked((int)product);
    }
}
