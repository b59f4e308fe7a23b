namespace PtFormat.Nn.Optim;

/// <summary>A number for all groups, or one for each: <c>0.1</c> or <c>new[] { 0.1, 0.2 }</c>.</summary>
public readonly struct PerGroup
{
    readonly double[] _numbers;

    PerGroup(double[] numbers) => _numbers = numbers;

    /// <summary>One for all.</summary>
    public static implicit operator PerGroup(double number) => new([number]);

    /// <summary>One for each.</summary>
    public static implicit operator PerGroup(double[] numbers) => new([.. numbers]);

    internal bool IsOne => _numbers is { Length: 1 };

    internal double First => _numbers[0];

    internal double[] For(Optimizer optimizer, string name)
    {
        if (_numbers is null || _numbers.Length != 1 && _numbers.Length != optimizer.Groups.Count)
            throw new ArgumentException($"{name}: {_numbers?.Length ?? 0} numbers, the optimizer has {optimizer.Groups.Count} groups: give one for all or one for each");
        return _numbers.Length == 1 ? [.. Enumerable.Repeat(_numbers[0], optimizer.Groups.Count)] : _numbers;
    }
}
