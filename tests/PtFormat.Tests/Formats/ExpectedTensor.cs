using System.Security.Cryptography;
using System.Text.Json;
using PtFormat.Tensors;

namespace PtFormat.Tests.Formats;

/// <summary>Tensors by name as a manifest describes them, and ours in the same words.</summary>
static class ExpectedTensor
{
    public static IReadOnlyList<string> Describe(StateDict state)
    {
        Dictionary<Storage, int> storages = new(ReferenceEqualityComparer.Instance);
        List<string> lines = [];
        foreach ((StateKey name, object? value) in state)
        {
            Tensor tensor = (Tensor)value!;
            storages.TryAdd(tensor.Storage, storages.Count);
            lines.Add($"['{name}'] {tensor.DType.Name()} {tensor.Shape} [{string.Join(", ", tensor.Layout.Strides.ToArray())}] {tensor.Layout.Offset} {storages[tensor.Storage]} {Sha256(tensor)}");
        }
        return lines;
    }

    public static IReadOnlyList<string> All(JsonElement tensors) => [.. tensors.EnumerateArray().Select(tensor =>
        $"{tensor.GetProperty("path")} {tensor.GetProperty("dtype")} {Numbers(tensor, "shape")} {Numbers(tensor, "stride")} {tensor.GetProperty("offset")} {tensor.GetProperty("storage")} {tensor.GetProperty("sha256")}")];

    /// <summary>The fingerprint of a tensor without an entry.</summary>
    public static string Sha256(Tensor tensor)
    {
        Tensor dense = tensor.Clone();
        byte[] bytes = new byte[dense.ElementCount * dense.DType.ItemSize()];
        if (bytes.Length > 0)
            dense.Storage.Read(dense.Layout.Offset * dense.DType.ItemSize(), bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    static string Numbers(JsonElement tensor, string name) => $"[{string.Join(", ", tensor.GetProperty(name).EnumerateArray())}]";
}
