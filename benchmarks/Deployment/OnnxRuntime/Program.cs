using Microsoft.ML.OnnxRuntime;

using InferenceSession session = new(args[0]);
using OrtValue x = OrtValue.CreateTensorValueFromMemory(new float[3 * 32 * 32], [1, 3, 32, 32]);
using RunOptions options = new();
using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [x], ["y"]);
Console.WriteLine(string.Join(' ', outputs[0].GetTensorDataAsSpan<float>().ToArray()));
