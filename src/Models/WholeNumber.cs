namespace PtFormat.Models;

/// <summary>A setting that is a number and, where it is whole, an int in Python.</summary>
readonly record struct WholeNumber(double Value)
{
    public bool IsWhole => Value == Math.Floor(Value) && Math.Abs(Value) < 1L << 53;
}
