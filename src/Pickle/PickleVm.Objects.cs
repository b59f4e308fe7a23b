using System.Globalization;
using System.Text;

namespace PtFormat.Pickle;

/// <summary>Globals, and the objects made of them.</summary>
public sealed partial class PickleVm
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    void Global(ReadOnlySpan<byte> lines) => PushNew(ReadGlobal(lines));

    PyGlobal ReadGlobal(ReadOnlySpan<byte> lines)
    {
        int split = lines.IndexOf((byte)'\n');
        return NewGlobal(Name(lines[..split]), Name(lines[(split + 1)..]));
    }

    string Name(ReadOnlySpan<byte> line)
    {
        // Python takes any str here, but a name with a lone surrogate is no name.
        if (!System.Text.Unicode.Utf8.IsValid(line))
            throw Malformed($"{Opcodes.Name(_opcode)} holds a name that is not UTF-8");
        return StrictUtf8.GetString(line);
    }

    void StackGlobal()
    {
        ReadOnlySpan<PickleValue> items = PopItems(2);
        if (items[0] is not PyString module || items[1] is not PyString name)
            throw Malformed($"STACK_GLOBAL needs two str on the stack, found {items[0].Kind.PythonName()} and {items[1].Kind.PythonName()}");
        PushNew(NewGlobal(Text(module), Text(name), module, name));
    }

    // Measured before it is decoded: a long str from the memo costs two bytes to name.
    string Text(PyString text)
    {
        if (text.Utf8.Length > 4L * _limits.MaxGlobalNameChars)
            Limit(nameof(LoadLimits.MaxGlobalNameChars), _limits.MaxGlobalNameChars, "the name of a global is longer");
        return text.Value;
    }

    PyGlobal NewGlobal(string module, string name, PyString? moduleNode = null, PyString? nameNode = null)
    {
        if (module.Length == 0 || name.Length == 0)
            throw Malformed($"{Opcodes.Name(_opcode)} needs a module and a name, found {PtFormatException.Quote(module)} and {PtFormatException.Quote(name)}");
        if (!PyGlobal.IsName(module) || !PyGlobal.IsName(name))
            throw Malformed($"{Opcodes.Name(_opcode)} holds a name that no protocol can write in a line: {PtFormatException.Quote(module)}, {PtFormatException.Quote(name)}");
        if (module.Length > _limits.MaxGlobalNameChars || name.Length > _limits.MaxGlobalNameChars)
            Limit(nameof(LoadLimits.MaxGlobalNameChars), _limits.MaxGlobalNameChars, "the name of a global is longer");
        (string canonicalModule, string canonicalName) = _protocol < 3 ? PythonNames.ToPython3(module, name) : (module, name);
        // Below protocol 4 Python does not walk dots in a name; a builtin spelled with Python 2's module in a later protocol is not hidden by that.
        PyGlobal global = moduleNode is not null && nameNode is not null && _protocol >= 3
            ? new(moduleNode, nameNode)
            : new(module, name, canonicalModule, canonicalName) { IsSpelledForPython2 = _protocol < 3 };
        // getattr is admitted pending a REDUCE that makes a nested name of it; every other use of it is refused.
        if (!global.IsGetattr)
            Judge(canonicalModule, canonicalName);
        // From protocol 3 on Python 2's names lead nowhere; written below it, they would be what they were again.
        if (_protocol >= 3 && PythonNames.ToPython3(module, name) is var (once, was) && (once, was) != (module, name)
            && _options.Policy.Judge(once, was) == GlobalVerdict.Refuse)
            Refuse(once, was, _options.Policy.Reason);
        return global;
    }

    void Judge(string module, string name)
    {
        GlobalVerdict verdict = _options.Policy.Judge(module, name);
        _options.OnGlobal?.Invoke(new(module, name, _offset, _opcode, verdict));
        if (verdict is not (GlobalVerdict.Allow or GlobalVerdict.Inert))
            Forbid($"{module}.{name}", _options.Policy.Reason);
    }

    // What no policy admits.
    void Refuse(string module, string name, string reason)
    {
        _options.OnGlobal?.Invoke(new(module, name, _offset, _opcode, GlobalVerdict.Refuse));
        Forbid($"{module}.{name}", reason);
    }

    void Forbid(string dottedName, string reason)
    {
        if (!_options.RefusesNothing)
            throw Error(PtErrorKind.ForbiddenGlobal, $"{Opcodes.Name(_opcode)}: {PtFormatException.Quote(dottedName)} {reason}; nothing was executed");
    }

    void Extension(int code)
    {
        if (code <= 0)
            throw Malformed(string.Create(CultureInfo.InvariantCulture, $"{Opcodes.Name(_opcode)} needs a positive number, found {code}"));
        string name = string.Create(CultureInfo.InvariantCulture, $"extension {code}");
        Refuse("copyreg", name, "stands for a name that only the writer's Python knows");
        PushNew(new PyGlobal("copyreg", name));
    }

    void Reduce()
    {
        PyTuple arguments = _options.AdmitsBareArguments ? PopBareArguments() : PopArguments();
        PickleValue callable = PopCallable();
        Hold(callable);
        Hold(arguments);
        PyObject made = new(PyObjectForm.Reduce, callable, arguments) { ByteOffset = _offset };
        if (arguments.Items.Count > 0 && IsDictionary(callable, out string? name) && !_options.RefusesNothing)
            CheckStart(name, arguments.Span);
        if (callable is PyGlobal { IsGetattr: true })
            made.NestedGlobal = NestedName(arguments);
        else if (!PyGlobal.TryName(callable, out _, out _) && !IsPartial(callable) && !_options.RefusesNothing)
            throw Malformed($"REDUCE needs a global to call, found {callable.Kind.PythonName()}");
        PushMade(made);
    }

    // What a dictionary of collections is made of is looked at when it is made, as in Python: a list may change afterwards.
    void CheckStart(string name, ReadOnlySpan<PickleValue> arguments)
    {
        // A defaultdict is given its factory before its content.
        int at = name == "defaultdict" ? 1 : 0;
        if (arguments.Length > at + 1)
            throw Malformed($"{name} has {arguments.Length.ToString(CultureInfo.InvariantCulture)} arguments: {at + 1} at most were needed");
        if (arguments.Length == at || arguments[at] is PyDict)
            return;
        IEnumerable<PickleValue> pairs = arguments[at] switch
        {
            PyList list => list.Items,
            PyTuple tuple => tuple.Items,
            PickleValue other => throw Malformed($"{name} is made of a {other.Kind.PythonName()}: a dict or a list of pairs was needed"),
        };
        CountShared(arguments[at], arguments[at] is PyList shared ? shared.Count : ((PyTuple)arguments[at]).Span.Length);
        foreach (PickleValue pair in pairs)
            PickleKeyComparer.Check(pair switch
            {
                PyList { Items: [var key, _] } => key,
                PyTuple { Items: [var key, _] } => key,
                _ => throw Malformed($"{name} is made of a {pair.Kind.PythonName()} among others: pairs were needed"),
            });
    }

    void PushMade(PyObject made)
    {
        PyGlobal? name = made.Callable as PyGlobal ?? (made.Callable as PyObject)?.NestedGlobal ?? (made.Callable as PyPersistentId)?.Class;
        if (name is { IsCalledFreely: false })
        {
            bool isAdmitted = JudgeCall(name), calls = CalledFunctions.IsCaller(name.CanonicalModule, name.CanonicalName);
            if (calls)
                JudgeCalls(made.Arguments);
            name.IsCalledFreely = isAdmitted && !calls;
        }
        PushNew(Nest(made));
        _options.OnCall?.Invoke(made);
    }

    void JudgeCalls(PyTuple arguments)
    {
        CountShared(arguments, arguments.Span.Length);
        foreach (PickleValue argument in arguments.Span)
            JudgeCall(argument);
    }

    // What many objects are given is gone through for each of them: that must not square the work.
    void CountShared(PickleValue container, int items)
    {
        if (container.IsExamined)
            CountRepeatedItems(items);
        container.IsExamined = true;
    }

    void CountRepeatedItems(int items)
    {
        _repeatedItems += items;
        if (_repeatedItems > _limits.MaxRepeatedItems)
            Limit(nameof(LoadLimits.MaxRepeatedItems), _limits.MaxRepeatedItems, "what several objects share is gone through again and again");
    }

    // False where the policy refuses it, and this machine refuses nothing.
    bool JudgeCall(PickleValue callable)
    {
        if (!PyGlobal.TryName(callable, out string? module, out string? name) || module == "builtins" || !_options.Policy.RefusesCall(module, name))
            return true;
        // A name that is refused as such was told when it was named.
        if (_options.Policy.Judge(module, name) != GlobalVerdict.Refuse)
            Refuse(module, name, "is called, and PtFormat does not know what it does");
        return false;
    }

    // partial(cls.__new__, cls, …)() is how Python writes keyword arguments of __new__ below protocol 4.
    static bool IsPartial(PickleValue callable) =>
        callable is PyObject { Form: PyObjectForm.Reduce, Callable: PyGlobal { CanonicalModule: "functools", CanonicalName: "partial" } };

    PyGlobal? NestedName(PyTuple arguments)
    {
        if (arguments.Items is not [PickleValue owner, PyString attribute]
            || !PyGlobal.TryName(owner, out string? module, out string? name)
            || attribute.Utf8.Length > 4L * _limits.MaxGlobalNameChars || !IsIdentifier(attribute.Value))
        {
            Refuse("builtins", "getattr", "is only read with a global and an identifier, as nested classes are pickled");
            return null;
        }
        string nested = $"{name}.{attribute.Value}";
        if (nested.Length > _limits.MaxGlobalNameChars)
            Limit(nameof(LoadLimits.MaxGlobalNameChars), _limits.MaxGlobalNameChars, "the name of a nested global is longer");
        // Twelve bytes may join two names of a thousand characters.
        CountRepeatedItems(nested.Length);
        Judge(module, nested);
        return new(module, nested);
    }

    static bool IsIdentifier(string text)
    {
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            return false;
        foreach (char c in text)
            if (!char.IsLetterOrDigit(c) && c != '_')
                return false;
        return true;
    }

    void NewObj()
    {
        PyTuple arguments = PopArguments();
        PickleValue callable = Class(Pop());
        Hold(arguments);
        PushMade(new PyObject(PyObjectForm.NewObj, callable, arguments) { ByteOffset = _offset });
    }

    void NewObjEx()
    {
        PickleValue keywords = Pop();
        if (keywords.Kind != PickleKind.Dict)
            throw WrongTarget("dict", keywords);
        PyTuple arguments = PopArguments();
        PickleValue callable = Class(Pop());
        Hold(arguments);
        Hold(keywords);
        PushMade(new PyObject(PyObjectForm.NewObjEx, callable, arguments, keywords) { ByteOffset = _offset });
    }

    void Inst(ReadOnlySpan<byte> lines)
    {
        PyTuple arguments = NewTuple(PopItems());
        PyGlobal callable = ReadGlobal(lines);
        CheckMayBeKept(callable);
        PushMade(new PyObject(PyObjectForm.Inst, callable, arguments) { ByteOffset = _offset });
    }

    void Obj()
    {
        ReadOnlySpan<PickleValue> items = PopItems();
        if (items.Length == 0)
            throw Malformed("OBJ needs a class above the mark, found none");
        PickleValue callable = Class(items[0]);
        PushMade(new PyObject(PyObjectForm.Obj, callable, NewTuple(items[1..])) { ByteOffset = _offset });
    }

    PyTuple PopArguments()
    {
        PickleValue value = Pop();
        return value as PyTuple ?? throw WrongTarget("tuple", value);
    }

    PyTuple PopBareArguments()
    {
        PickleValue value = Pop();
        return value as PyTuple ?? new PyTuple([value]);
    }

    PickleValue Class(PickleValue value)
    {
        if (!PyGlobal.TryName(value, out _, out _) && !_options.RefusesNothing)
            throw Malformed($"{Opcodes.Name(_opcode)} needs a global as class, found {value.Kind.PythonName()}");
        Hold(value);
        return value;
    }

    void Build()
    {
        PickleValue state = Pop();
        if (Peek() is not PyObject { NestedGlobal: null } target)
            throw WrongTarget("object", Peek());
        // A partial's state names once more what it will call.
        if (IsPartial(target) && state is PyTuple { Items: [var function, var arguments, ..] })
        {
            JudgeCall(function);
            if (arguments is PyTuple given)
                JudgeCalls(given);
        }
        Affect(target, new(PickleEffectKind.Build, null, state));
    }

    void BinaryPersistentId()
    {
        PickleValue id = Pop();
        PushNew(Nest(new PyPersistentId(id) { ByteOffset = _offset, Class = _options.ClassOfPersistentId?.Invoke(id) }));
    }

    void PersistentId(ReadOnlySpan<byte> line)
    {
        if (!PythonText.IsUtf8(line))
            throw Malformed("PERSID holds bytes that are not UTF-8");
        PushNew(new PyPersistentId(new PyString(line.ToArray()) { IsMemoised = false }) { ByteOffset = _offset });
    }
}
