using PtFormat.Formats;
using PtFormat.Kernels;
using PtFormat.Models;
using PtFormat.Nn;
using PtFormat.Pickle;

namespace WebApi;

/// <summary>A model and its session, shared by all requests.</summary>
sealed class DigitReader
{
    readonly DigitModel _model;
    readonly InferenceSession _session;

    DigitReader(DigitModel model)
    {
        _model = model;
        _session = InferenceSession.Compile(model.Network, model.Prepare([DigitImage.FromBytes(new byte[DigitImage.Size * DigitImage.Size])]));
    }

    public static DigitReader Load(string path)
    {
        using PtFile file = PtFile.Open(path, new PtLoadOptions { Policy = GlobalPolicy.TensorsOnly });
        return new(ModelRecognizer.Recognize(file.StateDict()));
    }

    public Prediction Read(DigitImage picture)
    {
        float[] probabilities = Ops.Softmax(_session.Run(_model.Prepare([picture])), -1).ToArray<float>();
        int digit = probabilities.AsSpan().IndexOf(probabilities.Max());
        return new(digit, probabilities[digit]);
    }
}
