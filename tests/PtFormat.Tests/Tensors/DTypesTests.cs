using System.Runtime.CompilerServices;
using NUnit.Framework;
using PtFormat.Tensors;

namespace PtFormat.Tests.Tensors;

sealed class DTypesTests
{
    [Test]
    public void EveryMemberOfTheEnumHasARow()
    {
        Assert.That(DTypes.All, Is.EqualTo(Enum.GetValues<DType>()));
        Assert.That(() => ((DType)DTypes.All.Count).Info(), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void NamesAreUniqueAndFound()
    {
        Assert.That(DTypes.All.Select(d => d.Name()), Is.Unique);
        Assert.That(DTypes.All.Select(d => d.Info().StorageName).OfType<string>(), Is.Unique);
        Assert.That(DTypes.All.Select(d => d.Info().SafetensorsCode).OfType<string>(), Is.Unique);
        foreach (DType dtype in DTypes.All)
        {
            Assert.That(DTypes.TryParse(dtype.Name(), out DType found) && found == dtype, dtype.Name());
            // The enum's name is PyTorch's without the underscores.
            Assert.That(dtype.Name().Replace("_", ""), Is.EqualTo(dtype.ToString()).IgnoreCase);
            if (dtype.Info().StorageName is { } storage)
                Assert.That(DTypes.TryParseStorage(storage, out found) && found == dtype, storage);
        }
        Assert.That(DTypes.TryParse("Float32", out _), Is.False, "exact to the letter");
        Assert.That(DTypes.TryParseStorage("", out _), Is.False);
    }

    [TestCaseSource(typeof(DTypes), nameof(DTypes.All))]
    public void TheRowsSizeIsTheElementTypesSize(DType dtype)
    {
        Probe probe = default;
        (int size, DType back) = dtype.Visit<Probe, (int, DType)>(ref probe);
        Assert.That(size, Is.EqualTo(dtype.ItemSize()));
        Assert.That(back, Is.EqualTo(dtype), "DTypes.Of is the inverse of Visit");
    }

    [Test]
    public void TypesThatAreNoElementsAreRefused()
    {
        Assert.That(() => DTypes.Of<bool>(), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Boolean"));
        Assert.That(() => DTypes.Of<decimal>(), Throws.TypeOf<NotSupportedException>());
    }

    readonly struct Probe : IDTypeVisitor<(int Size, DType DType)>
    {
        public (int Size, DType DType) Visit<T>() where T : unmanaged => (Unsafe.SizeOf<T>(), DTypes.Of<T>());
    }
}
