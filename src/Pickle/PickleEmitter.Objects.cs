namespace PtFormat.Pickle;

/// <summary>Objects: the call that makes them, then what happens to them.</summary>
sealed partial class PickleEmitter
{
    // What has no opcode of its own at this protocol is written as a call that makes it.
    void Call(PickleValue node, PyGlobal callable, params PickleValue[] arguments) =>
        Push(new(node, EmitterStepKind.Call) { Recipe = new(PyObjectForm.Reduce, callable, new(arguments, depth: 1) { IsPassing = true }) });

    void BeginObject(PyObject node)
    {
        PyObject recipe = node;
        if (node.FirstAttempt is PyObject first && _calling.Add(node))
            recipe = first;
        Push(new(node, EmitterStepKind.Call) { Recipe = Lower(recipe) });
    }

    // NEWOBJ came with protocol 2 and NEWOBJ_EX with 4; copyreg has functions that do the same.
    PyObject Lower(PyObject recipe)
    {
        if (recipe.Form == PyObjectForm.NewObj && protocol < 2)
            return new(PyObjectForm.Reduce, _newObj ??= new("copyreg", "__newobj__"), new PyTuple([recipe.Callable, .. recipe.Arguments.Items]));
        if (recipe.Form == PyObjectForm.NewObjEx && protocol < 4)
            return new(PyObjectForm.Reduce, _newObjEx ??= new("copyreg", "__newobj_ex__"), new PyTuple(recipe.Callable, recipe.Arguments, recipe.KeywordArguments!));
        return recipe;
    }

    void ContinueCall(ref EmitterStep step)
    {
        PyObject recipe = step.Recipe!;
        if (recipe.Form is PyObjectForm.Inst or PyObjectForm.Obj)
        {
            ContinueOldInstance(ref step, recipe);
            return;
        }
        int part = step.Part++;
        switch (part)
        {
            case 0: Begin(recipe.Callable); return;
            case 1: Begin(recipe.Arguments); return;
            case 2 when recipe.KeywordArguments is PickleValue keywords: Begin(keywords); return;
        }
        _output.Op(recipe.Form switch
        {
            PyObjectForm.NewObj => PickleOpcode.NewObj,
            PyObjectForm.NewObjEx => PickleOpcode.NewObjEx,
            _ => PickleOpcode.Reduce,
        });
        Made(step.Node);
    }

    // Python 2's instances: the class between mark and arguments, or in two lines after them.
    void ContinueOldInstance(ref EmitterStep step, PyObject recipe)
    {
        bool inst = recipe.Form == PyObjectForm.Inst && recipe.Callable is PyGlobal;
        if (step.Part == 0)
        {
            step.Part = 1;
            _output.Op(PickleOpcode.Mark);
            if (!inst)
            {
                Begin(recipe.Callable);
                return;
            }
        }
        if (step.Index < recipe.Arguments.Items.Count)
        {
            Begin(recipe.Arguments.Items[step.Index++]);
            return;
        }
        _output.Op(inst ? PickleOpcode.Inst : PickleOpcode.Obj);
        if (inst)
            NameLines((PyGlobal)recipe.Callable);
        Made(step.Node);
    }

    void Made(PickleValue node)
    {
        _count--;
        if (IsWritten(node))
        {
            // The arguments led back to the object and it was made on the way: drop this one.
            _output.Op(PickleOpcode.Pop);
            TryGet(node);
            return;
        }
        Memoise(node);
        if (node is PyObject { Effects.Count: > 0 })
            Push(new(node, EmitterStepKind.Effects));
    }

    void ContinueEffects(ref EmitterStep step)
    {
        PyObject node = (PyObject)step.Node;
        IReadOnlyList<PickleEffect> effects = node.Effects;
        if (step.Part > 0)
        {
            // A step moves when the stack grows: it is changed before anything is begun.
            step.Part = 0;
            Begin(effects[step.Index++].Value);
            return;
        }
        if (step.Index == step.BatchEnd)
        {
            if (step.Index > 0)
                EndRun(effects[step.Index - 1].Kind, step.IsMarked);
            if (step.Index == effects.Count)
            {
                _count--;
                return;
            }
            StartRun(effects, ref step);
        }
        PickleEffect effect = effects[step.Index];
        switch (effect.Kind)
        {
            case PickleEffectKind.SetItem:
                step.Part = 1;
                Begin(effect.Key!);
                break;
            case PickleEffectKind.SetState when step.Part == 0:
                // The function, the object itself, its state.
                step.Part = 1;
                PushSetter(node, effect.Key!);
                break;
            default:
                step.Index++;
                Begin(effect.Value);
                break;
        }
    }

    void PushSetter(PyObject node, PickleValue function)
    {
        Begin(function);
        // The object is in the memo by now, so this is a reference; a function that is itself unfinished cannot be one.
        int unfinished = _count;
        if (_steps[unfinished - 1].Kind == EmitterStepKind.Effects && ReferenceEquals(_steps[unfinished - 1].Node, node))
            Begin(node);
        else
            throw new InvalidOperationException("A function that sets an object's state must be a plain global.");
    }

    // Runs of one kind are cut as CPython cuts what comes from an iterator: a single one has no mark, and nothing is empty.
    void StartRun(IReadOnlyList<PickleEffect> effects, ref EmitterStep step)
    {
        PickleEffectKind kind = effects[step.Index].Kind;
        bool batched = kind == PickleEffectKind.AddItem || (protocol > 0 && kind is PickleEffectKind.Append or PickleEffectKind.SetItem);
        int end = step.Index + 1;
        while (batched && end < effects.Count && end - step.Index < Batch && effects[end].Kind == kind)
            end++;
        step.BatchEnd = end;
        step.IsMarked = kind == PickleEffectKind.AddItem || end - step.Index > 1;
        if (step.IsMarked)
            _output.Op(PickleOpcode.Mark);
    }

    void EndRun(PickleEffectKind kind, bool marked)
    {
        switch (kind)
        {
            case PickleEffectKind.Append: _output.Op(marked ? PickleOpcode.Appends : PickleOpcode.Append); break;
            case PickleEffectKind.SetItem: _output.Op(marked ? PickleOpcode.SetItems : PickleOpcode.SetItem); break;
            case PickleEffectKind.AddItem: _output.Op(PickleOpcode.AddItems); break;
            case PickleEffectKind.Build: _output.Op(PickleOpcode.Build); break;
            case PickleEffectKind.SetState:
                _output.Op(PickleOpcode.Tuple2);
                _output.Op(PickleOpcode.Reduce);
                _output.Op(PickleOpcode.Pop);
                break;
        }
    }
}
