using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Hashing;

/// <summary><see cref="TextKeyTraits"/> where the type of the key is not known to be <see cref="Utf8Text"/> before it runs.</summary>
internal readonly struct TextKeyTraitsOf<TKey>() : IKeyTraits<TKey, TextProbe, StoredText>
{
    private readonly TextKeyTraits _traits = new();

    public long Bytes => _traits.Bytes;

    public bool IsProbeCheap => false;

    public bool ReadsBehindSlots => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TextProbe Probe(in TKey key) => _traits.Probe(in TextOf(in key));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(in TextProbe probe) => probe.Hash;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Spread(in TextProbe probe, ulong multiplier) => _traits.Spread(in probe, multiplier);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in StoredText stored) => _traits.HashOf(in stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong SpreadOf(in StoredText stored, ulong multiplier) => _traits.SpreadOf(in stored, multiplier);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsFree(in StoredText stored) => _traits.IsFree(in stored);

    public bool IsApart(in TextProbe probe) => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Same(in TKey key, in TextProbe probe, in StoredText stored) => _traits.Same(in TextOf(in key), in probe, in stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IsWhole(in TextProbe probe) => _traits.IsWhole(in probe);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in TextProbe probe, in StoredText stored) => _traits.Matches(in probe, in stored);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TextProbe Glance(in TKey key) => _traits.Glance(in TextOf(in key));

    public StoredText Keep(in TKey key, in TextProbe probe) => _traits.Keep(in TextOf(in key), in probe);

    public TKey Restore(in StoredText stored)
    {
        Utf8Text text = _traits.Restore(in stored);
        return Unsafe.As<Utf8Text, TKey>(ref text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(in StoredText stored) => _traits.Prefetch(in stored);

    public void Clear() => _traits.Clear();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref readonly Utf8Text TextOf(in TKey key) => ref Unsafe.As<TKey, Utf8Text>(ref Unsafe.AsRef(in key));
}
