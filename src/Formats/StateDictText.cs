using System.Globalization;
using System.Text;
using PtFormat.Formats.Python;
using PtFormat.Tensors;

namespace PtFormat.Formats;

/// <summary>What a <see cref="StateDict"/> holds as Python prints it.</summary>
public static class StateDictText
{
    /// <summary>
    /// <c>{'lr': 0.001, 'betas': (0.9, 0.999), 'params': [0, 1]}</c>; of tensors dtype and shape, not the elements. What holds itself
    /// is cut there, as <c>{...}</c>.
    /// </summary>
    /// <param name="value">Anything that a state_dict holds.</param>
    public static string Of(object? value)
    {
        StringBuilder text = new();
        Append(text, value, new(ReferenceEqualityComparer.Instance));
        return text.ToString();
    }

    static void Append(StringBuilder text, object? value, HashSet<object> open)
    {
        switch (value)
        {
            case StateDict { IsOrdered: true, Count: 0 }:
                text.Append("OrderedDict()");
                break;
            case StateDict { IsOrdered: true } dict:
                Enclose(text.Append("OrderedDict("), "{", "}", dict, dict, open);
                text.Append(')');
                break;
            case StateDict dict:
                Enclose(text, "{", "}", dict, dict, open);
                break;
            case TupleValue tuple:
                Enclose(text, "(", tuple.Count == 1 ? ",)" : ")", tuple, tuple, open);
                break;
            case IList<object?> list:
                Enclose(text, "[", "]", list, list, open);
                break;
            case Tensor tensor:
                text.Append(CultureInfo.InvariantCulture, $"tensor({tensor.DType.Name()} {tensor.Shape})");
                break;
            case StateKey { IsText: true } key:
                text.Append(PythonRepr.Of(key.Text!));
                break;
            default:
                text.Append(value switch
                {
                    null => "None",
                    bool flag => flag ? "True" : "False",
                    double number => PythonRepr.Of(number),
                    string word => PythonRepr.Of(word),
                    IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                    _ => value.ToString(),
                });
                break;
        }
    }

    static void Enclose<T>(StringBuilder text, string left, string right, object whole, IEnumerable<T> items, HashSet<object> open)
    {
        text.Append(left);
        if (open.Add(whole))
        {
            string separator = "";
            foreach (T item in items)
            {
                text.Append(separator);
                separator = ", ";
                if (item is KeyValuePair<StateKey, object?> entry)
                {
                    Append(text, entry.Key, open);
                    Append(text.Append(": "), entry.Value, open);
                }
                else
                    Append(text, item, open);
            }
            open.Remove(whole);
        }
        else
            (right, _) = (right[^1..], text.Append("..."));
        text.Append(right);
    }
}
