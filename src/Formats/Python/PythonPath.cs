using System.Text;

namespace PtFormat.Formats.Python;

/// <summary>A path from the root, as a chain of steps: a million paths share their beginnings, and text is made when asked for.</summary>
sealed class PythonPath(PythonPath? parent, PythonStep step)
{
    /// <summary>The path as text; the root's is empty.</summary>
    public static string Text(PythonPath? path)
    {
        Stack<string> steps = new();
        for (; path is not null; path = path.Parent)
            steps.Push(path.Step.ToString());
        return new StringBuilder().AppendJoin("", steps).ToString();
    }

    /// <summary>How many steps it has.</summary>
    public static int Length(PythonPath? path)
    {
        int steps = 0;
        for (; path is not null; path = path.Parent)
            steps++;
        return steps;
    }

    public PythonPath? Parent => parent;

    public PythonStep Step => step;
}
