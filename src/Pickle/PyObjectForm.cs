namespace PtFormat.Pickle;

/// <summary>How an object is made.</summary>
public enum PyObjectForm : byte
{
    /// <summary>A callable called with a tuple of arguments.</summary>
    Reduce,

    /// <summary>A class's <c>__new__</c> called with a tuple of arguments.</summary>
    NewObj,

    /// <summary>A class's <c>__new__</c> called with a tuple of arguments and a dict of keyword arguments.</summary>
    NewObjEx,

    /// <summary>A Python 2 instance whose class is named by two lines.</summary>
    Inst,

    /// <summary>A Python 2 instance whose class lies on the stack.</summary>
    Obj,
}
