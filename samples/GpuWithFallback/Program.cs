using PtFormat.Formats;
using PtFormat.Kernels.Gpu;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Tensors;

if (args.Length < 2)
{
    Console.Error.WriteLine("usage: GpuWithFallback MODEL.pt PICTURE…");
    return 2;
}

DigitModel model;
using (PtFile file = PtFile.Open(args[0]))
    model = ModelRecognizer.Recognize(file.StateDict());
Tensor input = model.Prepare([.. args.Skip(1).Select(DigitImage.Load)]);

// A GPU is a guest: where none works, the reason is a line of text, and the processor does the same work.
bool isGpu = GpuDevice.TryOpen(out GpuDevice? gpu, out string reason);
Console.WriteLine(isGpu ? reason : $"cpu: {reason}");
using (gpu)
{
    Device device = gpu ?? Device.Cpu;
    model.Network.To(device);
    input = input.To(device);
    InferenceSession session = InferenceSession.Compile(model.Network, input);
    float[] logits = session.Run(input).To(Device.Cpu).ToArray<float>();
    Console.WriteLine(string.Join(' ', logits.Chunk(10).Select(row => row.AsSpan().IndexOf(row.Max()))));
}
return 0;
