using System.Text;
using PtFormat.Pickle;

namespace PtFormat.Formats.Script;

/// <summary>A file of a TorchScript archive's code: Python in looks, compiled by PyTorch alone. Here it is text.</summary>
public sealed class ScriptFile
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    readonly ReadOnlyMemory<byte> _utf8;
    readonly string? _record;

    internal ScriptFile(string name, ReadOnlyMemory<byte> utf8, string? record) => (Name, _utf8, _record) = (name, utf8, record);

    /// <summary>Its name below <c>code/</c>: <c>__torch__/torch/nn/modules/linear.py</c>.</summary>
    public string Name { get; }

    /// <summary>Its length in bytes.</summary>
    public int ByteLength => _utf8.Length;

    /// <summary>The text.</summary>
    /// <exception cref="PtFormatException">It is no valid UTF-8.</exception>
    public string Text
    {
        get
        {
            try
            {
                return Strict.GetString(_utf8.Span);
            }
            catch (DecoderFallbackException e)
            {
                throw new PtFormatException(PtErrorKind.Malformed, "the code is no valid UTF-8", e.Index, _record, inner: e);
            }
        }
    }

    /// <summary>The classes that it declares.</summary>
    internal IEnumerable<ScriptClass> Classes() => ScriptClass.In(Name, Text);
}
