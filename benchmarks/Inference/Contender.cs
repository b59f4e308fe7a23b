namespace PtFormat.Inference;

/// <summary>One way to do a job.</summary>
abstract class Contender(string name) : IDisposable
{
    /// <summary>Its column in the table.</summary>
    public string Name => name;

    /// <summary>Does the job once; outputs of an earlier run may be overwritten or dropped.</summary>
    public abstract void Run();

    /// <summary>Does the job once more and gives the elements of its output.</summary>
    public abstract float[] Result();

    public virtual void Dispose()
    {
    }
}
