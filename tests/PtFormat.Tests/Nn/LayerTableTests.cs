using System.Text.Json;
using NUnit.Framework;

namespace PtFormat.Tests.Nn;

/// <summary>No class of torch.nn is forgotten.</summary>
public class LayerTableTests
{
    /// <summary>Classes whose rows are on their way; the list goes when they are here.</summary>
    internal static HashSet<string> Awaited { get; } =
    [
        "Identity", "Flatten", "Unflatten", "ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d", "ReflectionPad1d", "ReflectionPad2d",
        "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "CircularPad1d", "CircularPad2d", "CircularPad3d", "Upsample", "UpsamplingNearest2d",
        "UpsamplingBilinear2d", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle", "Unfold", "Fold", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d",
        "ConvTranspose3d", "MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d", "LPPool1d", "LPPool2d", "LPPool3d", "AdaptiveAvgPool1d",
        "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d", "CELU", "ELU",
        "GELU", "GLU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "LeakyReLU", "LogSigmoid", "LogSoftmax", "Mish", "PReLU", "RReLU", "ReLU6", "SELU", "SiLU",
        "Sigmoid", "Softmax", "Softmax2d", "Softmin", "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink", "Threshold", "FractionalMaxPool2d", "FractionalMaxPool3d",
    ];

    [Test]
    public void EveryClassHasARow([Values("layers", "losses")] string folder)
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(Repository.Path("fixtures", folder, "index.json")));
        Assert.That(index.RootElement.EnumerateObject().Select(entry => entry.Name).Where(name => !LayerTable.Rows.ContainsKey(name) && !Awaited.Contains(name)), Is.Empty);
    }

    [Test]
    public void WhatIsHereIsNotAwaited() => Assert.That(LayerTable.Rows.Keys.Where(Awaited.Contains), Is.Empty);
}
