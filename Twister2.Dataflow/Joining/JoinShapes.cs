using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// What a kind of join gives. Implemented by structs without fields, so that the JIT compiles each kind by itself: what it does not give costs nothing.
/// </summary>
internal interface IJoinShape<TKey, TLeft, TRight, TResult>
{
    /// <summary>Whether each left record comes with each right record of its key.</summary>
    bool GivesPairs { get; }

    /// <summary>Whether each left record comes once where its key has right records.</summary>
    bool GivesMatchedLeft { get; }

    /// <summary>Whether left records come whose key has no right record.</summary>
    bool KeepsLeft { get; }

    /// <summary>Whether right records come whose key has no left record.</summary>
    bool KeepsRight { get; }

    TResult Pair(TKey key, TLeft left, TRight right);

    TResult OfLeft(TKey key, TLeft left);

    TResult OfRight(TKey key, TRight right);
}

internal readonly struct InnerShape<TKey, TLeft, TRight> : IJoinShape<TKey, TLeft, TRight, (TKey, TLeft, TRight)>
{
    public bool GivesPairs => true;

    public bool GivesMatchedLeft => false;

    public bool KeepsLeft => false;

    public bool KeepsRight => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, TLeft, TRight) Pair(TKey key, TLeft left, TRight right) => (key, left, right);

    public (TKey, TLeft, TRight) OfLeft(TKey key, TLeft left) => throw new NotSupportedException();

    public (TKey, TLeft, TRight) OfRight(TKey key, TRight right) => throw new NotSupportedException();
}

internal readonly struct LeftShape<TKey, TLeft, TRight> : IJoinShape<TKey, TLeft, TRight, (TKey, TLeft, Optional<TRight>)>
{
    public bool GivesPairs => true;

    public bool GivesMatchedLeft => false;

    public bool KeepsLeft => true;

    public bool KeepsRight => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, TLeft, Optional<TRight>) Pair(TKey key, TLeft left, TRight right) => (key, left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, TLeft, Optional<TRight>) OfLeft(TKey key, TLeft left) => (key, left, default);

    public (TKey, TLeft, Optional<TRight>) OfRight(TKey key, TRight right) => throw new NotSupportedException();
}

internal readonly struct RightShape<TKey, TLeft, TRight> : IJoinShape<TKey, TLeft, TRight, (TKey, Optional<TLeft>, TRight)>
{
    public bool GivesPairs => true;

    public bool GivesMatchedLeft => false;

    public bool KeepsLeft => false;

    public bool KeepsRight => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, Optional<TLeft>, TRight) Pair(TKey key, TLeft left, TRight right) => (key, left, right);

    public (TKey, Optional<TLeft>, TRight) OfLeft(TKey key, TLeft left) => throw new NotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, Optional<TLeft>, TRight) OfRight(TKey key, TRight right) => (key, default, right);
}

internal readonly struct FullShape<TKey, TLeft, TRight> : IJoinShape<TKey, TLeft, TRight, (TKey, Optional<TLeft>, Optional<TRight>)>
{
    public bool GivesPairs => true;

    public bool GivesMatchedLeft => false;

    public bool KeepsLeft => true;

    public bool KeepsRight => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, Optional<TLeft>, Optional<TRight>) Pair(TKey key, TLeft left, TRight right) => (key, left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, Optional<TLeft>, Optional<TRight>) OfLeft(TKey key, TLeft left) => (key, left, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TKey, Optional<TLeft>, Optional<TRight>) OfRight(TKey key, TRight right) => (key, default, right);
}

/// <summary>Left records whose key the right side has.</summary>
internal readonly struct SemiShape<TKey, TLeft> : IJoinShape<TKey, TLeft, None, KeyValuePair<TKey, TLeft>>
{
    public bool GivesPairs => false;

    public bool GivesMatchedLeft => true;

    public bool KeepsLeft => false;

    public bool KeepsRight => false;

    public KeyValuePair<TKey, TLeft> Pair(TKey key, TLeft left, None right) => throw new NotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyValuePair<TKey, TLeft> OfLeft(TKey key, TLeft left) => new(key, left);

    public KeyValuePair<TKey, TLeft> OfRight(TKey key, None right) => throw new NotSupportedException();
}

/// <summary>Left records whose key the right side has not.</summary>
internal readonly struct AntiShape<TKey, TLeft> : IJoinShape<TKey, TLeft, None, KeyValuePair<TKey, TLeft>>
{
    public bool GivesPairs => false;

    public bool GivesMatchedLeft => false;

    public bool KeepsLeft => true;

    public bool KeepsRight => false;

    public KeyValuePair<TKey, TLeft> Pair(TKey key, TLeft left, None right) => throw new NotSupportedException();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyValuePair<TKey, TLeft> OfLeft(TKey key, TLeft left) => new(key, left);

    public KeyValuePair<TKey, TLeft> OfRight(TKey key, None right) => throw new NotSupportedException();
}

/// <summary>Each left record with each right record.</summary>
internal readonly struct CrossShape<TLeft, TRight> : IJoinShape<None, TLeft, TRight, (TLeft, TRight)>
{
    public bool GivesPairs => true;

    public bool GivesMatchedLeft => false;

    public bool KeepsLeft => false;

    public bool KeepsRight => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (TLeft, TRight) Pair(None key, TLeft left, TRight right) => (left, right);

    public (TLeft, TRight) OfLeft(None key, TLeft left) => throw new NotSupportedException();

    public (TLeft, TRight) OfRight(None key, TRight right) => throw new NotSupportedException();
}
