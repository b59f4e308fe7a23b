namespace PtFormat.Tensors;

/// <summary>Generic code that <see cref="DTypes.Visit"/> calls with the C# type of a dtype's elements.</summary>
/// <typeparam name="TResult">What the code returns.</typeparam>
public interface IDTypeVisitor<out TResult>
{
    /// <summary>Runs for elements of type <typeparamref name="T"/>.</summary>
    TResult Visit<T>() where T : unmanaged;
}
