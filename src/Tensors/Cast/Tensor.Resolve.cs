using System.Numerics;

namespace PtFormat.Tensors;

/// <content>PyTorch's lazy bits.</content>
public sealed partial class Tensor
{
    /// <summary>A dense copy in host memory with the elements conjugated and negated: what PyTorch's conj and neg bits mean.</summary>
    /// <exception cref="InvalidOperationException">Conjugation of a dtype that is not complex, or negation of bool or unsigned integers.</exception>
    public Tensor Resolve(bool conjugate, bool negate)
    {
        Tensor copy = Clone();
        switch (DType)
        {
            case DType.Complex32:
                foreach (ref Complex32 z in copy.Storage.BorrowForWriting<Complex32>(0, copy.ElementCount))
                    z = new(negate ? -z.Real : z.Real, negate != conjugate ? -z.Imaginary : z.Imaginary);
                break;
            case DType.BComplex32:
                foreach (ref BComplex32 z in copy.Storage.BorrowForWriting<BComplex32>(0, copy.ElementCount))
                    z = new(Flip(z.Real, negate), Flip(z.Imaginary, negate != conjugate));
                break;
            case DType.Complex64:
                foreach (ref Complex64 z in copy.Storage.BorrowForWriting<Complex64>(0, copy.ElementCount))
                    z = new(negate ? -z.Real : z.Real, negate != conjugate ? -z.Imaginary : z.Imaginary);
                break;
            case DType.Complex128:
                foreach (ref Complex z in copy.Storage.BorrowForWriting<Complex>(0, copy.ElementCount))
                    z = new(negate ? -z.Real : z.Real, negate != conjugate ? -z.Imaginary : z.Imaginary);
                break;
            default:
                if (conjugate)
                    throw new InvalidOperationException($"{DType.Name()} numbers have no conjugate");
                if (negate)
                    copy.NegateBytes();
                break;
        }
        GC.KeepAlive(copy.Storage);
        return copy;
    }

    static BFloat16 Flip(BFloat16 value, bool negate) => new((ushort)(value.Bits ^ (negate ? 0x8000 : 0)));

    // The sign bit decides in every float format; integers wrap as in PyTorch.
    void NegateBytes()
    {
        Span<byte> bytes = Storage.BorrowBytesForWriting(0, checked((int)Storage.ByteLength));
        int size = DType.ItemSize();
        switch (DType)
        {
            case DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64 or DType.Float8E4M3Fn or DType.Float8E5M2:
                for (int i = size - 1; i < bytes.Length; i += size)
                    bytes[i] ^= 0x80;
                break;
            case DType.Int8 or DType.Int16 or DType.Int32 or DType.Int64:
                for (int at = 0; at < bytes.Length; at += size)
                    NegateInteger(bytes.Slice(at, size));
                break;
            default:
                throw new InvalidOperationException($"{DType.Name()} numbers have no negative");
        }
    }

    static void NegateInteger(Span<byte> number)
    {
        int carry = 1;
        for (int i = 0; i < number.Length; i++)
        {
            int sum = (byte)~number[i] + carry;
            (number[i], carry) = ((byte)sum, sum >> 8);
        }
    }
}
