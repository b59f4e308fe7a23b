namespace PtFormat.Pickle;

/// <summary>What is wrong with the bytes that a <see cref="PtFormatException"/> reports.</summary>
public enum PtErrorKind
{
    /// <summary>The data ends before the value does.</summary>
    Truncated,

    /// <summary>The data contradicts the format or itself.</summary>
    Malformed,

    /// <summary>A number in the data is larger than <see cref="LoadLimits"/> admit.</summary>
    LimitExceeded,

    /// <summary>The data is of a kind that is known, or may be valid, but is not read here.</summary>
    Unsupported,

    /// <summary>The pickle names a Python object that the policy refuses.</summary>
    ForbiddenGlobal,

    /// <summary>Stored and computed checksums differ.</summary>
    Checksum,

    /// <summary>Two readers could see two different contents.</summary>
    Ambiguous,
}
