namespace PtFormat.Pickle;

/// <summary>The protocol of a pickle that was read, so that it can be written again.</summary>
public static class PickleProtocol
{
    /// <summary>
    /// The protocol that the pickle announces; of one that announces none, the highest of its opcodes. So too of one that
    /// announces 0 or 1, as no pickler does: in those not everything can be written that such a pickle may hold.
    /// </summary>
    /// <param name="pickle">A pickle that reads without error; other data may follow it.</param>
    /// <exception cref="PtFormatException">It is no pickle.</exception>
    public static int Detect(ReadOnlySpan<byte> pickle)
    {
        if (pickle is [(byte)PickleOpcode.Proto, >= 2 and byte announced, ..])
            return announced;
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
