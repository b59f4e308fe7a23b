using System.Buffers;

namespace PtFormat.Pickle;

/// <summary>Writes trees as CPython's C pickler would: what was read from it comes out as the same bytes.</summary>
public static class PickleWriter
{
    /// <summary>Writes one pickle, from the protocol's announcement to STOP.</summary>
    /// <param name="root">The tree. One node met twice is written once and then referred to.</param>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="protocol">0 to 5; torch's files are 2.</param>
    /// <exception cref="InvalidOperationException">Protocol 0 has no place for a persistent id that is no line of text.</exception>
    public static void Write(PickleValue root, IBufferWriter<byte> output, int protocol = 2) => Write(root, output, protocol, null, 0);

    /// <summary>Writes one pickle with other outside objects than the tree has.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="protocol">0 to 5.</param>
    /// <param name="outside">What stands in the place of each persistent id; null to keep them.</param>
    /// <param name="expectedNodes">About how many nodes get a place in the memo; 0 where nobody knows.</param>
    internal static void Write(PickleValue root, IBufferWriter<byte> output, int protocol, Func<PyPersistentId, PickleValue>? outside, long expectedNodes)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfNegative(protocol);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(protocol, Opcodes.HighestProtocol);
        if (protocol >= 2)
            output.Write([(byte)PickleOpcode.Proto, (byte)protocol]);
        new PickleEmitter(output, protocol, outside).Run(root, expectedNodes);
    }
}
