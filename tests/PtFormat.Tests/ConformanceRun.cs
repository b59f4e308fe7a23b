using NUnit.Framework;
using PtFormat.Tests.House;

namespace PtFormat.Tests;

/// <summary>After a run under PTFORMAT_CONFORMANCE=1 (docs/make-conformance) writes the page with the errors of that run.</summary>
[SetUpFixture]
sealed class ConformanceRun
{
    [OneTimeTearDown]
    public void WriteThePage()
    {
        if (Environment.GetEnvironmentVariable("PTFORMAT_CONFORMANCE") == "1")
            File.WriteAllText(ConformancePage.FilePath, ConformancePage.Write());
    }
}
