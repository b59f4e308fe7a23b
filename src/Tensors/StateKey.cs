using System.Globalization;

namespace PtFormat.Tensors;

/// <summary>A key of a <see cref="StateDict"/>: text (<c>conv1.weight</c>) or a number (an optimizer's parameter index).</summary>
public readonly struct StateKey : IEquatable<StateKey>
{
    readonly string? _text;
    readonly long _number;

    /// <summary>A text key.</summary>
    public StateKey(string text) => _text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>A number key.</summary>
    public StateKey(long number) => _number = number;

    /// <summary>True for a text key.</summary>
    public bool IsText => _text is not null;

    /// <summary>The text, or null for a number key.</summary>
    public string? Text => _text;

    /// <summary>The number; 0 for a text key.</summary>
    public long Number => _number;

    /// <summary>A text key.</summary>
    public static implicit operator StateKey(string text) => new(text);

    /// <summary>A number key.</summary>
    public static implicit operator StateKey(long number) => new(number);

    /// <inheritdoc/>
    public bool Equals(StateKey other) => _number == other._number && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StateKey other && Equals(other);

    /// <summary>Seeded anew in every process: keys come from files, and their collisions must not be foreseeable.</summary>
    public override int GetHashCode() => _text is not null ? _text.GetHashCode(StringComparison.Ordinal) : HashCode.Combine(_number);

    /// <summary>Equal text or equal number.</summary>
    public static bool operator ==(StateKey left, StateKey right) => left.Equals(right);

    /// <summary>Another key.</summary>
    public static bool operator !=(StateKey left, StateKey right) => !left.Equals(right);

    /// <summary>The text, or the number in decimal.</summary>
    public override string ToString() => _text ?? _number.ToString(CultureInfo.InvariantCulture);
}
