namespace PtFormat.Kernels.Gpu;

/// <summary>What the table of a packed input depends on.</summary>
readonly record struct PackedSteps(StepSizes Sizes)
{
    /// <summary>The first row of each step, then the length of each sequence.</summary>
    public static int[] Rows(PackedSteps key)
    {
        StepSizes sizes = key.Sizes;
        int[] rows = new int[sizes.Count + sizes.Batch];
        for (int t = 0; t < sizes.Count; t++)
        {
            rows[t] = t == 0 ? 0 : rows[t - 1] + sizes[t - 1];
            for (int item = 0; item < sizes[t]; item++)
                rows[sizes.Count + item] = t + 1;
        }
        return rows;
    }
}
