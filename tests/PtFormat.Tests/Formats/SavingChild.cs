using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>A program that saves over one file again and again until it is killed.</summary>
static class SavingChild
{
    const int Elements = 50_000;

    /// <summary>What is saved: a number, as often as makes a save take its time.</summary>
    public static StateDict State(int number) => new() { ["w"] = Tensor.From<int>([.. Enumerable.Repeat(number, Elements)]) };

    /// <summary>Saves two states in turns; the first line says that it has begun.</summary>
    public static void Run(string path, int number, TextWriter output)
    {
        StateDict[] states = [State(number), State(number + 1)];
        for (int i = 0; ; i++)
        {
            PtFile.Save(path, states[i % states.Length]);
            if (i > 1)
                continue;
            output.WriteLine("saving");
            output.Flush();
        }
    }
}
