using NUnit.Framework;

namespace PtFormat.Samples.Tests;

sealed class FineControlTests
{
    static readonly string[] Expected =
    [
        "step 8589934592",
        "trunk: <All keys matched successfully>",
        "missing: head.weight, head.bias; not taken: trunk.4.weight, trunk.4.bias",
        "weights rounded to bfloat16 change the output by 0.23 % of its largest element",
        "saved: ['1.num_batches_tracked'] int64, ['0.bias'] bfloat16, ['0.weight'] bfloat16, ['1.bias'] bfloat16, ['1.running_mean'] bfloat16, ['1.running_var'] bfloat16, ['1.weight'] bfloat16",
    ];

    [Test]
    public void PartsAreLoadedRenamedAndConverted()
    {
        string target = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".safetensors");
        try
        {
            Assert.That(Sample.Run("FineControl", Repository.Path("fixtures", "checkpoint", "2.14", "prefixed.ckpt"), target), Is.EqualTo(Expected));
        }
        finally
        {
            File.Delete(target);
        }
    }
}
