namespace PtFormat.Pickle;

/// <summary>The protocol of a pickle that was read, so that it can be written again.</summary>
public static class PickleProtocol
{
    /// <summary>The protocol that the pickle announces; of one that announces none, the highest of its opcodes: 0 or 1.</summary>
    /// <param name="pickle">A pickle that reads without error; other data may follow it.</param>
    /// <exception cref="PtFormatException">It is no pickle.</exception>
    public static int Detect(ReadOnlySpan<byte> pickle)
    {
        if (pickle.Length > 1 && pickle[0] == (byte)PickleOpcode.Proto)
            return pickle[1];
        PickleReader reader = new(pickle, LoadLimits.Unlimited);
        int protocol = 0;
        do
        {
            reader.Read();
            protocol = Math.Max(protocol, Opcodes.Find((byte)reader.Opcode)!.Protocol);
        }
        while (reader.Opcode != PickleOpcode.Stop);
        return protocol;
    }
}
