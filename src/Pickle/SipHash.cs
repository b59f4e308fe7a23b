using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace PtFormat.Pickle;

/// <summary>SipHash-1-3 (Aumasson and Bernstein, 2012) under a key drawn once per process: nobody can prepare keys that collide.</summary>
static class SipHash
{
    static readonly byte[] Key = RandomNumberGenerator.GetBytes(16);
    static readonly ulong Key0 = BinaryPrimitives.ReadUInt64LittleEndian(Key);
    static readonly ulong Key1 = BinaryPrimitives.ReadUInt64LittleEndian(Key.AsSpan(8));

    public static ulong Hash(ReadOnlySpan<byte> data, ulong tag)
    {
        // The initial state is the paper's ("somepseudorandomlygeneratedbytes"); the tag takes the key's side so that domains differ.
        ulong v0 = Key0 ^ 0x736f6d6570736575 ^ tag;
        ulong v1 = Key1 ^ 0x646f72616e646f6d;
        ulong v2 = Key0 ^ 0x6c7967656e657261;
        ulong v3 = Key1 ^ 0x7465646279746573;
        ulong last = (ulong)data.Length << 56;
        for (; data.Length >= 8; data = data[8..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(data);
            v3 ^= word;
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= word;
        }
        for (int i = 0; i < data.Length; i++)
            last |= (ulong)data[i] << (8 * i);
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
