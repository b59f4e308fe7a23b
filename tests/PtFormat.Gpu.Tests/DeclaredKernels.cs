using System.Reflection;
using System.Reflection.Emit;
using ILGPU;
using PtFormat.Kernels.Gpu;

namespace PtFormat.Gpu.Tests;

/// <summary>
/// Every kernel of the room, found in its code: a static method that returns nothing, whose address is taken somewhere, and that asks
/// for the place of its thread, itself or in what it calls.
/// </summary>
static class DeclaredKernels
{
    const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    /// <summary>Their names, each once: type arguments do not count.</summary>
    public static string[] Names()
    {
        Dictionary<int, bool> asks = [];
        MethodBase[] methods = [.. typeof(GpuDevice).Assembly.GetTypes().SelectMany(type => type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))];
        return [.. methods.SelectMany(Mentions).Where(mention => mention.Code == OpCodes.Ldftn).Select(mention => mention.Method).OfType<MethodInfo>()
            .Where(method => method.IsStatic && method.ReturnType == typeof(void) && AsksForItsPlace(method, asks)).Select(NameOf).Distinct()];
    }

    /// <summary>What a kernel is called, whatever its type arguments.</summary>
    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    static bool AsksForItsPlace(MethodBase method, Dictionary<int, bool> known)
    {
        if (method.DeclaringType == typeof(Group) || method.DeclaringType == typeof(Grid))
            return true;
        if (method.Module != typeof(GpuDevice).Module)
            return false;
        if (known.TryGetValue(method.MetadataToken, out bool asks))
            return asks;
        // Until it is known: a method that calls itself asks no more for that.
        known[method.MetadataToken] = false;
        return known[method.MetadataToken] = Mentions(method).Any(mention => mention.Code != OpCodes.Ldftn && AsksForItsPlace(mention.Method, known));
    }

    // The methods that a method's instructions name.
    static IEnumerable<(OpCode Code, MethodBase Method)> Mentions(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments(), methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode instruction = OpCodesByValue[code[at] == 0xFE ? 0xFE00 | code[at + 1] : code[at]];
            at += instruction.Size;
            if (instruction.OperandType == OperandType.InlineMethod && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), typeArguments, methodArguments) is { } named)
                yield return (instruction, named);
            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }
}
