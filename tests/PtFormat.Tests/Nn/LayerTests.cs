using NUnit.Framework;
using PtFormat.Kernels;
using PtFormat.Kernels.Graphs;
using PtFormat.Nn;
using PtFormat.Tensors;

namespace PtFormat.Tests.Nn;

/// <summary>What PyTorch computed in every case of fixtures/layers and fixtures/losses, every layer computes here, eagerly and recorded.</summary>
public class LayerTests
{
    // What came after PyTorch 1.13.
    static readonly string[] Newer = ["CircularPad1d", "CircularPad2d", "CircularPad3d", "LPPool3d", "RMSNorm", "ZeroPad1d", "ZeroPad3d"];

    static IEnumerable<TestCaseData> Names() =>
        from layer in LayerTable.Rows.Keys
        from version in new[] { "1.13", "2.14" }
        where version == "2.14" || !Newer.Contains(layer)
        select new TestCaseData(layer, version);

    [TestCaseSource(nameof(Names))]
    public void ComputesWhatPyTorchComputes(string layer, string version)
    {
        LayerRow row = LayerTable.Rows[layer];
        List<string> wrong = [];
        LayerCase[] cases = [.. LayerCase.Load("layers", version, layer), .. LayerCase.Load("losses", version, layer)];
        foreach (LayerCase c in cases)
            if (row.Deviates?.Invoke(c) is null && Wrong(row, c) is { } difference)
                wrong.Add($"{c}: {difference}");
        Assert.That(cases, Is.Not.Empty);
        Assert.That(wrong, Is.Empty, () => $"{wrong.Count} of {cases.Length}\n{string.Join("\n", wrong)}");
    }

    /// <summary>What differs from the case, or null.</summary>
    internal static string? Wrong(LayerRow row, LayerCase c)
    {
        try
        {
            Module module = row.Make(c.Arguments);
            module.LoadStateDict(c.State);
            if (c.Arguments.Unread.Count > 0)
                return $"nobody read the arguments {string.Join(", ", c.Arguments.Unread)}";
            Generator? generator = c.Seed is { } seed ? new Generator(seed) : null;
            Tensor? fresh = generator?.GetState();
            if (c.Train)
                module.Train(generator);
            else
                module.Eval();
            Tensor?[] actual = row.Run(module, c);
            House.ComputedErrors.Note("layers", c.Layer, c.Version, c.Outputs, actual);
            bool draws = fresh is not null && Difference([fresh], [generator!.GetState()], 0) is not null;
            if (c.Call.Unread.Count > 0)
                return $"nobody read the call's {string.Join(", ", c.Call.Unread)}";
            return Difference(c.Outputs, actual, row.Relative)
                ?? StateDifference(c.StateAfter ?? c.State, module.StateDict(), row.Relative)
                ?? (row.Records ? Recorded(row, module, c, actual, draws) : null);
        }
        catch (Exception e) when (e is not AssertionException)
        {
            return e.ToString();
        }
    }

    // The same bits from the recorded graph, so that no operation computes beside the recorder. A graph neither draws nor writes to a
    // module: what does is refused, and leaves the module as it was.
    static string? Recorded(LayerRow row, Module module, LayerCase c, Tensor?[] eager, bool draws)
    {
        Recorder recorder = new();
        bool writes = c.StateAfter is not null || row.RefusesToRecord?.Invoke(c) == true;
        if (draws || writes)
        {
            // Packed sequences come as constants, and with them there is nothing to record.
            if (!c.Inputs.OfType<Tensor>().Any())
                return null;
            StateDict before = Copied(module.StateDict());
            try
            {
                module.NameConstants(recorder);
                row.Run(module, c.OnRecorder(recorder));
                return $"{(draws ? "random numbers were" : "a change of the module was")} recorded";
            }
            catch (InvalidOperationException e) when (e.Message.Contains(draws && !writes ? "draws no random numbers" : "recorded", StringComparison.Ordinal))
            {
                return StateDifference(before, module.StateDict(), 0) is { } change ? $"refused to record, and yet {change}" : null;
            }
        }
        module.NameConstants(recorder);
        Tensor?[] outputs = row.Run(module, c.OnRecorder(recorder));
        Graph graph = recorder.Finish([.. outputs.OfType<Tensor>()]);
        Tensor[] replayed = graph.Run([.. c.Inputs.OfType<Tensor>()]);
        return Difference([.. eager.OfType<Tensor>()], replayed, 0) is { } difference ? $"recorded: {difference}" : null;
    }

    static StateDict Copied(StateDict state)
    {
        StateDict copy = new();
        foreach ((string name, Tensor tensor) in state.Tensors())
            copy.Add(name, tensor.Clone());
        return copy;
    }

    static string? StateDifference(StateDict expected, StateDict actual, double relative)
    {
        if (!expected.Keys.SequenceEqual(actual.Keys))
            return $"state [{string.Join(", ", actual.Keys)}], expected [{string.Join(", ", expected.Keys)}]";
        foreach ((string name, Tensor tensor) in expected.Tensors())
            if (Difference([tensor], [actual.Tensor(name)], relative) is { } difference)
                return $"{name} after the call: {difference}";
        return null;
    }

    static string? Difference(Tensor?[] expected, Tensor?[] actual, double relative)
    {
        if (expected.Length != actual.Length)
            return $"{actual.Length} results, expected {expected.Length}";
        for (int i = 0; i < expected.Length; i++)
        {
            if ((expected[i], actual[i]) is not ({ } wanted, { } found))
            {
                if (expected[i] is not null || actual[i] is not null)
                    return $"result {i} is {actual[i]?.ToString() ?? "None"}, expected {expected[i]?.ToString() ?? "None"}";
                continue;
            }
            if (wanted.DType != found.DType || wanted.Shape != found.Shape)
                return $"result {i} is {found}, expected {wanted}";
            if (Numbers(wanted, found, relative) is { } difference)
                return $"result {i}: {difference}";
        }
        return null;
    }

    static string? Numbers(Tensor expected, Tensor actual, double relative)
    {
        double[] wanted = expected.To(DType.Float64).ToArray<double>(), found = actual.To(DType.Float64).ToArray<double>();
        double largest = wanted.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        double bound = expected.DType.IsFloatingPoint() ? relative * largest * (expected.DType == DType.Float64 ? 1e-6 : 1) : 0;
        for (int i = 0; i < wanted.Length; i++)
            if (!wanted[i].Equals(found[i]) && !(Math.Abs(wanted[i] - found[i]) <= bound))
                return FormattableString.Invariant($"element {i} is {found[i]:g9}, expected {wanted[i]:g9} (within {bound:g3})");
        return null;
    }
}
