using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Joining;

/// <summary>A kind of join as it looks when one side lies in a table (build) and the other is gone through (probe).</summary>
internal interface IProbeShape<TKey, TBuild, TProbe, TResult>
{
    bool GivesPairs { get; }

    bool GivesMatchedBuild { get; }

    bool GivesMatchedProbe { get; }

    /// <summary>Whether records of the table come that no other record has met.</summary>
    bool KeepsBuild { get; }

    bool KeepsProbe { get; }

    TResult Pair(TKey key, TBuild build, TProbe probe);

    TResult OfBuild(TKey key, TBuild build);

    TResult OfProbe(TKey key, TProbe probe);
}

/// <summary>The right side lies in the table.</summary>
internal readonly struct RightBuilds<TKey, TLeft, TRight, TResult, TShape> : IProbeShape<TKey, TRight, TLeft, TResult>
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    public bool GivesPairs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).GivesPairs;
    }

    public bool GivesMatchedBuild => false;

    public bool GivesMatchedProbe
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).GivesMatchedLeft;
    }

    public bool KeepsBuild
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).KeepsRight;
    }

    public bool KeepsProbe
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).KeepsLeft;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult Pair(TKey key, TRight build, TLeft probe) => default(TShape).Pair(key, probe, build);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult OfBuild(TKey key, TRight build) => default(TShape).OfRight(key, build);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult OfProbe(TKey key, TLeft probe) => default(TShape).OfLeft(key, probe);
}

/// <summary>The left side lies in the table.</summary>
internal readonly struct LeftBuilds<TKey, TLeft, TRight, TResult, TShape> : IProbeShape<TKey, TLeft, TRight, TResult>
    where TShape : struct, IJoinShape<TKey, TLeft, TRight, TResult>
{
    public bool GivesPairs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).GivesPairs;
    }

    public bool GivesMatchedBuild
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).GivesMatchedLeft;
    }

    public bool GivesMatchedProbe => false;

    public bool KeepsBuild
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).KeepsLeft;
    }

    public bool KeepsProbe
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => default(TShape).KeepsRight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult Pair(TKey key, TLeft build, TRight probe) => default(TShape).Pair(key, build, probe);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult OfBuild(TKey key, TLeft build) => default(TShape).OfLeft(key, build);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult OfProbe(TKey key, TRight probe) => default(TShape).OfRight(key, probe);
}
