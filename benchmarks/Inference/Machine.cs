using System.Reflection;
using System.Runtime.InteropServices;
using PtFormat.Benchmarks;

namespace PtFormat.Inference;

/// <summary>What was measured on, for the table's head.</summary>
static class Machine
{
    public static string Describe() =>
        $"{Processor.Name}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}; TorchSharp {Version(typeof(TorchSharp.torch))} with libtorch {TorchSharp.torch.__version__}, "
        + $"ONNX Runtime {Version(typeof(Microsoft.ML.OnnxRuntime.OrtEnv))}.";

    static string Version(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
