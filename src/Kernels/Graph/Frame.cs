using PtFormat.Tensors;

namespace PtFormat.Kernels.Graphs;

/// <summary>The tensors of a <see cref="Plan"/> in one arena's memory: made once, so that a run makes no object.</summary>
sealed class Frame(int steps, Storage? workspace)
{
    readonly List<Slot> _inputs = [];
    readonly List<Slot> _outputs = [];
    readonly List<Loan> _inputLoans = [];
    readonly List<Loan> _outputLoans = [];

    /// <summary>The operands of each step.</summary>
    public Tensor?[][] Operands { get; } = new Tensor?[steps][];

    /// <summary>The results of each step.</summary>
    public Tensor[][] Results { get; } = new Tensor[steps][];

    /// <summary>Scratch for the step that needs most.</summary>
    public Storage? Workspace => workspace;

    /// <summary>What runs all steps at once, and what runs them one by one; null where the device has nothing better than that.</summary>
    public (IReplay Replay, Action Steps)? AtOnce { get; set; }

    /// <summary>Notes where an input stands among a step's operands.</summary>
    public void TakesInput(int input, Tensor?[] operands, int place) => _inputs.Add(new(input, operands, place));

    /// <summary>Notes which result of a step is an output.</summary>
    public void GivesOutput(int output, Tensor[] results, int place) => _outputs.Add(new(output, results, place));

    /// <summary>The memory of an input of which the steps see views.</summary>
    public LentStorage InputMemory(int input, GraphValue value) => Memory(_inputLoans, input, value);

    /// <summary>The memory of an output that its step sees in another shape than the caller.</summary>
    public LentStorage OutputMemory(int output, GraphValue value) => Memory(_outputLoans, output, value);

    /// <summary>Puts the caller's tensors where they belong.</summary>
    public void Bind(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs)
    {
        foreach (Slot slot in _inputs)
            slot.Tensors[slot.Place] = inputs[slot.Index];
        foreach (Slot slot in _outputs)
            slot.Tensors[slot.Place] = outputs[slot.Index];
        foreach (Loan loan in _inputLoans)
            loan.Memory.Lend(inputs[loan.Index]);
        foreach (Loan loan in _outputLoans)
            loan.Memory.Lend(outputs[loan.Index]);
    }

    /// <summary>Lets go of the caller's tensors.</summary>
    public void Unbind()
    {
        foreach (Slot slot in _inputs)
            slot.Tensors[slot.Place] = null;
        foreach (Slot slot in _outputs)
            slot.Tensors[slot.Place] = null;
        foreach (Loan loan in _inputLoans)
            loan.Memory.GiveBack();
        foreach (Loan loan in _outputLoans)
            loan.Memory.GiveBack();
    }

    static LentStorage Memory(List<Loan> loans, int index, GraphValue value)
    {
        foreach (Loan loan in loans)
            if (loan.Index == index)
                return loan.Memory;
        LentStorage memory = new(Device.Cpu, value.ByteLength);
        loans.Add(new(index, memory));
        return memory;
    }

    readonly record struct Slot(int Index, Tensor?[] Tensors, int Place);

    readonly record struct Loan(int Index, LentStorage Memory);
}
