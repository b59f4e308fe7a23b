using PtFormat.Formats.Torch;
using PtFormat.Pickle;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <content>Editing tensors.</content>
public sealed partial class PtFile
{
    /// <summary>
    /// Puts another tensor in the place of one, for the next <see cref="Save(string, IProgress{long}?, CancellationToken)"/>. What
    /// stands around the old tensor stays: that it is a parameter, requires gradients, has attributes, where it was. Where several
    /// names lead to one tensor, all of them lead to the new one; tensors that only share the old one's storage keep the old
    /// elements.
    /// </summary>
    /// <param name="path">The path of a <see cref="TensorEntry"/>.</param>
    /// <param name="tensor">The new tensor, of any dtype and shape. Its memory is not copied unless it must be: leave it alone until the file is saved.</param>
    /// <exception cref="KeyNotFoundException">There is no such path; the message names the nearest.</exception>
    /// <exception cref="ArgumentException">The tensor there cannot be replaced by a plain one.</exception>
    /// <exception cref="PtFormatException">The new tensor repeats its storage beyond <see cref="LoadLimits.MaxMaterializedBytes"/>.</exception>
    public void Replace(string path, Tensor tensor) => Replace([KeyValuePair.Create(path, tensor)]);

    /// <summary>Puts other tensors in the places of several at once: faster than one by one, and all are checked before any is replaced.</summary>
    /// <inheritdoc cref="Replace(string, Tensor)"/>
    /// <param name="tensors">New tensors by the paths of <see cref="TensorEntry"/>; of several for one tensor the last counts.</param>
    public void Replace(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        CheckUnchanged();
        lock (_interpreting)
        {
            IReadOnlyList<TensorEntry> entries = _tensors ??= Located(() => Walker().List(Root));
            Dictionary<string, TensorEntry> byPath = new(entries.Count, StringComparer.Ordinal);
            foreach (TensorEntry entry in entries)
                byPath.TryAdd(entry.Path, entry);
            Dictionary<TorchTensor, PyObject> nodes = _objects.Nodes();
            Action<TensorReplacement>[] all = [.. tensors.Select(pair => Checked(pair.Key, pair.Value))];
            Edit(replacement =>
            {
                foreach (Action<TensorReplacement> replace in all)
                    replace(replacement);
            });

            Action<TensorReplacement> Checked(string path, Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                TensorEntry entry = byPath.GetValueOrDefault(path) ?? throw new KeyNotFoundException(NoSuchPath(path, entries));
                if (tensor.Device == Device.Meta)
                    throw new ArgumentException($"{path}: a tensor on the meta device has no elements to save", nameof(tensors));
                if (entry.RequiresGrad && !TensorReplacement.IsDifferentiable(tensor.DType))
                    throw new ArgumentException($"{path} requires gradients, which {tensor.DType.Name()} cannot have: convert the tensor to a float dtype", nameof(tensors));
                Materialized.Check(path, tensor, _options.Limits);
                PyObject node = NodeOf(entry, nodes);
                return replacement => replacement.Replace(node, tensor);
            }
        }
    }

    /// <summary>
    /// Converts every strided tensor of floating-point numbers for the next <see cref="Save(string, IProgress{long}?, CancellationToken)"/>.
    /// Storages are converted, not tensors: views and tied weights share memory as before, and keep shapes, strides and offsets.
    /// Nothing is read now; saving converts record by record. Values of tensors that were taken from the file before are not
    /// touched by this, nor what is written to them afterwards. Integers, complex, quantized and meta tensors stay, and so does
    /// a storage under a tensor that is not converted: the floats over it get one of their own.
    /// </summary>
    /// <param name="dtype">float16, bfloat16, float32 or float64.</param>
    /// <exception cref="ArgumentException">Another dtype, or a tensor that lies in a file within the pickle.</exception>
    /// <exception cref="PtFormatException">A tensor's description is wrong.</exception>
    /// <exception cref="NotSupportedException">The file is a tar archive.</exception>
    public void Convert(DType dtype)
    {
        if (dtype is not (DType.Float16 or DType.BFloat16 or DType.Float32 or DType.Float64))
            throw new ArgumentException($"a file cannot be converted to {dtype.Name()}: float16, bfloat16, float32 and float64 are possible", nameof(dtype));
        CheckUnchanged();
        if (Container.Kind == PtContainerKind.Tar)
            throw new NotSupportedException("tar files of before 0.1.10 are read and not written: save the file's StateDict() anew");
        lock (_interpreting)
        {
            IReadOnlyList<TensorEntry> entries = _tensors ??= Located(() => Walker().List(Root));
            Dictionary<TorchTensor, PyObject> nodes = _objects.Nodes();
            // Scales and zero points are no weights: what they are to be is the quantized tensor's business.
            HashSet<TorchTensor> seen = new(entries.Where(entry => entry.Kind == TensorKind.Quantized).SelectMany(entry => entry.Content.Parts).Select(part => part.Part), ReferenceEqualityComparer.Instance);
            (PyObject, Tensor)[] tensors =
            [
                .. from entry in entries
                   where entry.Kind == TensorKind.Strided
                   let own = entry.Tensor!.DType
                   where own != dtype && own.IsFloatingPoint() && own.HoldsNumbers() && seen.Add(entry.Content)
                   select (NodeOf(entry, nodes), entry.Tensor!),
            ];
            Edit(replacement => replacement.Convert(tensors, dtype));
        }
    }

    void Edit(Action<TensorReplacement> edit)
    {
        NewKeys keys = new(() => _content.StorageKeys);
        edit(new(Root, _content.Storages, keys));
        if (keys.Made.Count > 0)
            _content.AddStorages(keys.Made);
        _objects.Forget();
        _tensors = null;
        _listed = null;
    }

    static PyObject NodeOf(TensorEntry entry, Dictionary<TorchTensor, PyObject> nodes)
    {
        if (!nodes.TryGetValue(entry.Content, out PyObject? node))
            throw new ArgumentException($"{entry.Path} is a part of another tensor and cannot be replaced by itself");
        return TensorReplacement.HasRoom(node) ? node : throw new ArgumentException($"{entry.Path}: only plain tensors, parameters and subclasses with elements of their own can be replaced; the parts of a sparse or nested tensor have paths of their own");
    }

    static string NoSuchPath(string path, IReadOnlyList<TensorEntry> entries)
    {
        string? nearest = PtFormat.Tensors.StateDict.Nearest(path, entries.Select(entry => entry.Path));
        return $"the file has no tensor at '{path}'{(nearest is null ? "" : $"; the nearest of its {entries.Count} paths is '{nearest}'")}";
    }
}
