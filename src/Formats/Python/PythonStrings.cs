using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Python;

/// <summary>Text of either Python: a str, or a Python 2 str whose bytes are UTF-8.</summary>
static class PythonStrings
{
    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The text, or null where the node is none.</summary>
    public static string? Of(PickleValue node) => Of(node, StrictUtf8);

    /// <summary>The text, a Python 2 str decoded from the given encoding; null where the node is none, or does not decode.</summary>
    public static string? Of(PickleValue node, Encoding encoding)
    {
        switch (node)
        {
            case PyString text:
                return text.Value;
            case PyByteString bytes:
                try
                {
                    return bytes.Decode(encoding);
                }
                catch (DecoderFallbackException)
                {
                    return null;
                }
            default:
                return null;
        }
    }
}
