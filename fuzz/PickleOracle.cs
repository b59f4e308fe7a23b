using System.Buffers;
using PtFormat.Pickle;

namespace PtFormat.Fuzz;

/// <summary>What must hold for any bytes read as a pickle: a tree or one kind of exception, and a tree written again is the same tree.</summary>
static class PickleOracle
{
    /// <returns>Whether the bytes load.</returns>
    /// <exception cref="InvalidOperationException">A promise is broken; so is one where any other exception escapes.</exception>
    public static bool Check(byte[] pickle)
    {
        // Listings end with the defect they find and never with an exception.
        _ = PickleDisassembler.Lines(pickle).Count();
        _ = new PickleListing(new MemoryStream(pickle)).Lines().Count();
        PickleValue tree;
        try
        {
            tree = PickleVm.Run(pickle, null, out _);
        }
        catch (PtFormatException e)
        {
            FileOracle.MustBeFound(pickle, e);
            return false;
        }
        for (int protocol = 0; protocol <= Opcodes.HighestProtocol; protocol++)
        {
            byte[] once;
            try
            {
                once = Write(tree, protocol);
            }
            catch (InvalidOperationException) when (protocol == 0)
            {
                continue;
            }
            byte[] twice = Write(PickleVm.Run(once), protocol);
            if (!once.AsSpan().SequenceEqual(twice))
                throw new InvalidOperationException($"protocol {protocol}: what was written reads back as another tree:\n{Convert.ToHexString(once)}\n{Convert.ToHexString(twice)}");
        }
        return true;
    }

    public static byte[] Write(PickleValue tree, int protocol)
    {
        ArrayBufferWriter<byte> output = new();
        PickleWriter.Write(tree, output, protocol);
        return output.WrittenSpan.ToArray();
    }
}
