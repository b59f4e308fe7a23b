using PtFormat.Formats;
using PtFormat.Models;

namespace PtFormat.Cli;

/// <summary>Finds the model in a file.</summary>
static class ModelFile
{
    /// <exception cref="ArgumentException">The file holds no model that is known; the message begins with the file.</exception>
    public static DigitModel Recognize(PtFile file)
    {
        try
        {
            return ModelRecognizer.Recognize(file.StateDict());
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{file.Name}: {e.Message}", e);
        }
    }
}
