using System.Globalization;
using System.Text;
using PtFormat.Formats;

namespace PtFormat.Cli.Inspect;

/// <summary>Makes a tree of a file's outline: dotted names become branches, modules show what they are made of.</summary>
/// <param name="storages">Told of every tensor, in the file's order.</param>
/// <param name="raw">Keep everything that pickling a module leaves in a file: hooks, flags, the dictionaries of its parts.</param>
sealed class TreeBuilder(StorageUses storages, bool raw)
{
    // Names with more parts are nobody's.
    const int MaxParts = 32;

    readonly Dictionary<(TreeNode Parent, string Label), TreeNode> _parts = [];
    readonly Dictionary<string, int> _likenesses = new(StringComparer.Ordinal);

    /// <summary>The tree; a root that is a dictionary has no text.</summary>
    public TreeNode Build(IReadOnlyList<OutlineRow> outline)
    {
        // The nodes of the rows around the next one; a row lies in the last that is less deep.
        List<TreeNode> path = [];
        foreach (OutlineRow row in outline)
        {
            path.RemoveRange(row.Depth, path.Count - row.Depth);
            path.Add(row.Depth == 0 ? Root(row) : Add(path[^1], row));
        }
        TreeNode root = path[0];
        Finish(root);
        return root;
    }

    TreeNode Root(OutlineRow row)
    {
        TreeNode root = new("(the root)") { Text = IsDictionary(row.Text) ? "" : PlainText.OneLine(row.Text) };
        SetTensor(root, row.Tensor);
        return root;
    }

    TreeNode Add(TreeNode parent, OutlineRow row)
    {
        if (row.Key == "._metadata" && !raw)
            // The versions that a state_dict keeps of its modules: nobody asks for them.
            return new("");
        string label = Key(row.Key);
        if (row.Tensor is not null && label != row.Key && label.Contains('.', StringComparison.Ordinal))
        {
            string[] parts = label.Split('.', MaxParts);
            if (Array.TrueForAll(parts, part => part.Length > 0))
            {
                foreach (string part in parts[..^1])
                    parent = Part(parent, part);
                label = parts[^1];
            }
        }
        // A tensor may have others below its name: a and a.x.
        TreeNode node = row.Tensor is not null && label != row.Key && Part(parent, label) is { IsPartOfNames: true } named ? named : Append(parent, label);
        node.Text = PlainText.OneLine(row.Text);
        SetTensor(node, row.Tensor);
        return node;
    }

    TreeNode Part(TreeNode parent, string label)
    {
        if (!_parts.TryGetValue((parent, label), out TreeNode? part))
            _parts.Add((parent, label), part = Append(parent, label));
        return part;
    }

    static TreeNode Append(TreeNode parent, string label)
    {
        TreeNode node = new(label);
        parent.Children.Add(node);
        return node;
    }

    void SetTensor(TreeNode node, TensorEntry? tensor)
    {
        node.Tensor = tensor;
        if (tensor is not null)
            node.Shares = storages.Add(tensor);
    }

    // Children first: their sums and likenesses make those of their parents.
    void Finish(TreeNode node)
    {
        if (!raw)
            Unwrap(node);
        node.TensorCount = node.Tensor is null ? 0 : 1;
        node.ByteLength = StorageUses.ElementBytes(node.Tensor);
        StringBuilder content = new();
        content.Append(CultureInfo.InvariantCulture, $"{node.Text}\n{node.Tensor?.DTypeName} {node.Tensor?.LayoutName} {node.Tensor?.Shape}\n{node.Shares}\n");
        foreach (TreeNode child in node.Children)
        {
            Finish(child);
            node.TensorCount += child.TensorCount;
            node.ByteLength += child.ByteLength;
            content.Append(CultureInfo.InvariantCulture, $"{child.Label}\n{child.Likeness}\n");
        }
        // A part of names with a single thing in it is no branch.
        if (node is { IsPartOfNames: true, Children: [var only] } && node.Label != "(the root)")
            (node.Label, node.Text, node.Tensor, node.Shares, node.Children, node.Likeness) = ($"{node.Label}.{only.Label}", only.Text, only.Tensor, only.Shares, only.Children, only.Likeness);
        else if (!_likenesses.TryGetValue(content.ToString(), out int likeness))
            _likenesses.Add(content.ToString(), node.Likeness = _likenesses.Count);
        else
            node.Likeness = likeness;
    }

    // A pickled torch.nn.Module keeps its parts in three dictionaries, among hooks and flags.
    static void Unwrap(TreeNode node)
    {
        if (!node.Children.Exists(child => child.Label == "._modules") || !node.Children.Exists(child => child.Label == "._parameters"))
            return;
        List<TreeNode> children = [];
        List<string> settings = [];
        foreach (TreeNode child in node.Children)
            if (child.Label is "._modules" or "._parameters" or "._buffers")
                children.AddRange(child.Children.Select(Bare));
            else if (child.Label.StartsWith("._", StringComparison.Ordinal) || child.Label == ".training")
                continue;
            else if (child is { Tensor: null, Children.Count: 0 })
                settings.Add($"{child.Label.TrimStart('.')}={child.Text}");
            else
                children.Add(child);
        string name = node.Text.StartsWith("torch.nn.modules.", StringComparison.Ordinal) ? node.Text[(node.Text.LastIndexOf('.') + 1)..] : node.Text;
        node.Text = $"{name}({string.Join(", ", settings)})";
        node.Children = children;
    }

    // The name of a module's part can be nothing but a text.
    static TreeNode Bare(TreeNode part)
    {
        if (part.Label.StartsWith("['", StringComparison.Ordinal))
            part.Label = part.Label[2..^2];
        return part;
    }

    static bool IsDictionary(string text) => text.Contains("dict of", StringComparison.OrdinalIgnoreCase);

    // A text key stands bare where nobody could take it for something else: a number, an index, an attribute.
    static string Key(string key)
    {
        bool isText = key.Length > 4 && key.StartsWith("['", StringComparison.Ordinal);
        return PlainText.OneLine(isText && key[2..^2].All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or ' ' or '/') && key[2] != '.' && key[2..^2].Any(char.IsLetter) ? key[2..^2] : key);
    }
}
