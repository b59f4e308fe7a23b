using PtFormat.Formats;
using PtFormat.Formats.Python;
using PtFormat.Nn;
using PtFormat.Pickle;

namespace PtFormat.Models;

/// <summary>Whole modules out of files and into them: <c>torch.load</c> and <c>torch.save</c> of a module.</summary>
public static class ModuleFiles
{
    /// <summary>
    /// The module that <c>torch.save(model)</c> wrote: layers of <c>torch.nn</c> with their settings, parameters and buffers, in
    /// training or evaluation as they were saved. What was one module or one parameter is one here. The tensors are the
    /// file's own, read now; a file that was opened with a memory map must stay open as long as the module is used.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="map">Your modules for Python's classes that are not in <c>torch.nn</c>.</param>
    /// <param name="entry">The key, where the module stands in a dictionary: <c>"model"</c>.</param>
    /// <exception cref="PtFormatException">The file holds no module, a class that neither PtFormat nor the map knows, or what a layer here cannot express.</exception>
    /// <exception cref="ArgumentException">A module of the map has other parts than the file; the message says everything that differs.</exception>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    public static Module Module(this PtFile file, ModuleMap? map = null, string? entry = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        PickleValue node = file.Root;
        if (entry is not null && !(PythonChildren.IsDictionary(node) && PythonChildren.TryGet(node, entry, out node!)))
            throw new KeyNotFoundException($"the file has no entry '{entry}' at its root");
        return new ModuleReader(file, map ?? new()).Read(node);
    }

    /// <summary>Saves a module as <c>torch.save(model)</c> would: its class, by <see cref="Nn.Module.PythonName"/>, and all that it holds.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">The file. PyTorch names the folder inside the archive after it.</param>
    /// <param name="options">Producer, format and the like; null for PyTorch's defaults.</param>
    /// <exception cref="ArgumentException">The module cannot be saved; nothing was written.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is as it was.</exception>
    public static void Save(this Module module, string path, PtSaveOptions? options = null) => PtFile.Save(path, new WholeModule(module), options);

    /// <summary>Saves a module to a stream from where it is. The stream stays open and need not seek.</summary>
    /// <inheritdoc cref="Save(Module, string, PtSaveOptions?)"/>
    public static void Save(this Module module, Stream stream, PtSaveOptions? options = null) => PtFile.Save(stream, new WholeModule(module), options);
}
