using System.Reflection;
using System.Runtime.CompilerServices;

namespace PtFormat.Tests.House;

/// <summary>Writes the public surface of an assembly as text: one line for each type and member, sorted, so that a diff is readable.</summary>
static class PublicApi
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
    };

    public static IEnumerable<string> Of(Assembly assembly)
    {
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            yield return $"{Kind(type)} {type.Namespace}.{Name(type)}{Bases(type)}";
            foreach (string member in Members(type).Distinct().Order(StringComparer.Ordinal))
                yield return $"    {member}";
        }
    }

    static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (string name in Enum.GetNames(type))
                yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}";
            yield break;
        }
        foreach (FieldInfo field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
            yield return $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}";
        foreach (PropertyInfo property in type.GetProperties(Declared).Where(p => p.Name != "EqualityContract"))
        {
            string accessors = string.Join(" ", new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible).Select(accessor =>
                accessor == property.GetMethod ? "get;" : accessor.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init;" : "set;"));
            if (accessors.Length > 0)
                yield return $"{Modifiers(property.GetAccessors(nonPublic: true)[0])}{Name(property.PropertyType)} {(property.GetIndexParameters() is { Length: > 0 } index ? $"this[{Parameters(index)}]" : property.Name)} {{ {accessors} }}";
        }
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsWritten))
            yield return $"{Modifiers(constructor)}new({Parameters(constructor.GetParameters())})";
        foreach (MethodInfo method in type.GetMethods(Declared).Where(m => IsWritten(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && !m.Name.StartsWith('<')))
            yield return $"{Modifiers(method)}{Name(method.ReturnType)} {method.Name}{Generics(method.GetGenericArguments())}({Parameters(method.GetParameters())})";
    }

    // What the compiler writes for every record says nothing; accessors are judged with their properties.
    static bool IsWritten(MethodBase method) => IsVisible(method) && !method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : "") +
        (method.DeclaringType!.IsInterface || method is ConstructorInfo ? "" : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal && !method.DeclaringType.IsSealed ? "virtual " : "");

    static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    static string Bases(Type type)
    {
        IEnumerable<Type> bases = type.IsEnum ? [Enum.GetUnderlyingType(type)] : type.GetInterfaces().Where(i => i.IsVisible);
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
            bases = bases.Prepend(parent);
        string list = string.Join(", ", bases.Select(Name).Order(StringComparer.Ordinal));
        return list.Length == 0 ? "" : $" : {list}";
    }

    static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(p =>
        $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "default"}" : "")}"));

    static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        string outer = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}." : "";
        string name = type.Name.Split('`')[0];
        return outer + name + (type.Name.Contains('`', StringComparison.Ordinal) ? Generics(type.GetGenericArguments()) : "");
    }

    static string Generics(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";
}
