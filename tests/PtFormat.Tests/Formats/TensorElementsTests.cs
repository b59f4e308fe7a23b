using NUnit.Framework;
using PtFormat.Formats;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

sealed class TensorElementsTests
{
    static readonly string[] Files = ["views/2.14/views.pt", "layouts/2.14/conj-neg.pt", "npy/2.14/arrays.pt"];

    [TestCaseSource(nameof(Files))]
    public void PartsOfAnySizeMakeUpTheTensor(string name)
    {
        using PtFile file = PtFile.Open(Repository.Path(["fixtures", .. name.Split('/')]));
        foreach (TensorEntry entry in file.Tensors)
            foreach (int elements in new[] { 1, 3, 1000 })
            {
                TensorElements parts = new(entry);
                byte[] buffer = new byte[elements * entry.Tensor!.DType.ItemSize()];
                List<byte> all = [];
                for (int read; (read = parts.Read(buffer)) > 0;)
                    all.AddRange(buffer[..read]);
                Tensor whole = entry.IsConjugated || entry.IsNegated ? entry.Tensor.Resolve(entry.IsConjugated, entry.IsNegated) : entry.Tensor.Clone();
                byte[] expected = new byte[whole.ElementCount * whole.DType.ItemSize()];
                whole.Storage.Read(0, expected);
                Assert.That(all, Is.EqualTo(expected), $"{entry.Path}, {elements} at a time");
            }
    }
}
