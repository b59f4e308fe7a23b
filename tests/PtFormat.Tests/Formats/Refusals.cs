using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>What every hostile file comes to: an error of its kind at the opening, the listing or the reading, and nothing else.</summary>
static class Refusals
{
    public static PtFormatException Refused(byte[] file, PtErrorKind kind, PtLoadOptions? options = null)
    {
        PtFormatException error = Assert.Throws<PtFormatException>(() => ReadAll(file, options))!;
        Assert.That(error.Kind, Is.EqualTo(kind), error.Message);
        return error;
    }

    public static void ReadAll(byte[] file, PtLoadOptions? options = null)
    {
        using PtFile opened = PtFile.Open(file, options);
        foreach (TensorEntry entry in opened.Tensors)
        {
            _ = TensorHash.Sha256(entry);
            (entry.Tensor?.Storage as RecordStorage)?.EnsureLoaded();
        }
        _ = opened.Values;
        _ = opened.Value;
    }
}
