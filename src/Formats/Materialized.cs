using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>A view may repeat a few bytes of a file any number of times: what its elements take is known before they are written out.</summary>
static class Materialized
{
    /// <exception cref="PtFormatException">The tensor repeats its storage beyond the limit.</exception>
    /// <param name="place">What the message calls the tensor.</param>
    /// <param name="tensor">Any strided tensor.</param>
    /// <param name="limits">What is allowed.</param>
    public static void Check(string place, Tensor tensor, LoadLimits limits)
    {
        UInt128 bytes = (UInt128)tensor.ElementCount * (UInt128)tensor.DType.ItemSize();
        long most = limits.MaxMaterializedBytes(tensor.Storage.ByteLength);
        if (!tensor.IsDense && bytes > (UInt128)most)
            throw new PtFormatException(PtErrorKind.LimitExceeded, $"{place}: the elements of {tensor} take {bytes} bytes when written out; {nameof(LoadLimits)}.{nameof(LoadLimits.MinMaterializedBytes)} allows {most}: raise it, or narrow the tensor");
    }
}
