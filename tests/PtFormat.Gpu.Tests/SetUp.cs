using System.Diagnostics;
using NUnit.Framework;

namespace PtFormat.Gpu.Tests;

/// <summary>Installs the listener before any test, and disposes the devices after all.</summary>
[SetUpFixture]
sealed class SetUp
{
    [OneTimeSetUp]
    public void Install()
    {
        Trace.Listeners.Clear();
        Trace.Listeners.Add(CountingListener.Instance);
    }

    [OneTimeTearDown]
    public void DisposeDevices() => TestDevices.Dispose();
}
