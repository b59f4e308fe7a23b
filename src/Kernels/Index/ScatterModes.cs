using System.Numerics;

namespace PtFormat.Kernels;

/// <summary>What becomes of an element and one that comes to its place.</summary>
interface IScatterFunction<T> where T : unmanaged
{
    /// <summary>What leaves every other element as it is.</summary>
    static abstract T Identity { get; }

    static abstract T Join(T old, T next);
}

readonly struct Replacing<T> : IScatterFunction<T> where T : unmanaged
{
    public static T Identity => default;

    public static T Join(T old, T next) => next;
}

readonly struct Adding<T> : IScatterFunction<T> where T : unmanaged, INumberBase<T>
{
    public static T Identity => T.Zero;

    public static T Join(T old, T next) => unchecked(old + next);
}

readonly struct Multiplying<T> : IScatterFunction<T> where T : unmanaged, INumberBase<T>
{
    public static T Identity => T.One;

    public static T Join(T old, T next) => unchecked(old * next);
}

readonly struct Greater<T> : IScatterFunction<T> where T : unmanaged, INumber<T>
{
    public static T Identity => T.CreateSaturating(double.NegativeInfinity);

    public static T Join(T old, T next) => T.Max(old, next);
}

readonly struct Lesser<T> : IScatterFunction<T> where T : unmanaged, INumber<T>
{
    public static T Identity => T.CreateSaturating(double.PositiveInfinity);

    public static T Join(T old, T next) => T.Min(old, next);
}
