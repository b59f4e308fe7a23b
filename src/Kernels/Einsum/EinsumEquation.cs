using PtFormat.Tensors;

namespace PtFormat.Kernels;

/// <summary>
/// An equation as einsum has it: one letter for each dimension of each operand, and, after an arrow, those of the result.
/// Dimensions that "..." stands for get names of their own, counted from the end.
/// </summary>
sealed class EinsumEquation
{
    // Letters are positive; the dimensions of an ellipsis are -1 for the last, -2 for the one before.
    public EinsumEquation(string text, ReadOnlySpan<Tensor> operands)
    {
        string equation = text.Replace(" ", "", StringComparison.Ordinal);
        int arrow = equation.IndexOf("->", StringComparison.Ordinal);
        string[] inputs = (arrow < 0 ? equation : equation[..arrow]).Split(',');
        if (inputs.Length != operands.Length)
            throw new ArgumentException($"einsum: '{text}' names {inputs.Length} operands, {operands.Length} were given");
        Inputs = new int[inputs.Length][];
        int widest = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            Inputs[i] = Labels(text, inputs[i], operands[i].Rank, operands[i].Shape);
            widest = Math.Max(widest, Inputs[i].Count(label => label < 0));
            for (int d = 0; d < Inputs[i].Length; d++)
                Note(text, Inputs[i][d], operands[i].Shape[d], operands[i].Shape);
        }
        Output = arrow < 0 ? Implied(widest) : Labels(text, equation[(arrow + 2)..], -1, default, widest);
        foreach (int label in Output)
            if (!Sizes.ContainsKey(label) || Output.Count(other => other == label) > 1)
                throw new ArgumentException($"einsum: '{text}' has '{Name(label)}' in the result {(Sizes.ContainsKey(label) ? "twice" : "and in no operand")}");
    }

    /// <summary>The labels of each operand's dimensions.</summary>
    public int[][] Inputs { get; }

    /// <summary>The labels of the result's dimensions.</summary>
    public int[] Output { get; }

    /// <summary>Their sizes.</summary>
    public Dictionary<int, long> Sizes { get; } = [];

    static int[] Labels(string text, string term, int rank, Shape shape, int ellipsis = -1)
    {
        List<int> labels = [];
        int dots = term.IndexOf("...", StringComparison.Ordinal), letters = dots < 0 ? term.Length : term.Length - 3;
        for (int i = 0; i < term.Length; i++)
            if (i == dots)
            {
                int width = rank < 0 ? ellipsis : rank - letters;
                for (int k = width; k > 0; k--)
                    labels.Add(-k);
                i += 2;
            }
            else if (char.IsAsciiLetter(term[i]))
                labels.Add(term[i]);
            else
                throw new ArgumentException($"einsum: '{text}' holds '{term[i]}': letters, commas, '...' and '->' were expected");
        if (rank >= 0 && (labels.Count != rank || letters > rank))
            throw new ArgumentException($"einsum: '{term}' in '{text}' names {letters} dimensions, the operand is {shape}");
        return [.. labels];
    }

    void Note(string text, int label, long size, Shape shape)
    {
        long known = Sizes.GetValueOrDefault(label, 1);
        if (known != size && known != 1 && size != 1)
            throw new ArgumentException($"einsum: '{Name(label)}' in '{text}' has size {size} in {shape} and {known} before");
        Sizes[label] = known == 1 ? size : known;
    }

    // What an ellipsis stands for, then the letters that occur once, in alphabetical order.
    int[] Implied(int widest) =>
    [
        .. Enumerable.Range(-widest, widest),
        .. Inputs.SelectMany(labels => labels).Where(label => label > 0).GroupBy(label => label).Where(group => group.Count() == 1).Select(group => group.Key).Order(),
    ];

    static string Name(int label) => label < 0 ? "..." : ((char)label).ToString();
}
