using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Engine;
using Twister2.Dataflow.Memory;

namespace Twister2.Dataflow.Joining;

/// <summary>
/// What keys of a table have beyond their first value. While the table is filled each key's are a chain; then they are laid one behind the other.
/// A table without equal keys has none of this.
/// </summary>
internal sealed class FurtherValues<TValue> : IDisposable
{
    private HugeArray<Link>? _links;
    private HugeArray<(int Start, int Count)>? _ranges;
    private HugeArray<TValue>? _values;
    private int _count;

    /// <summary>Bytes for each slot at most, besides the slot: fewer slots are used the more further values there are.</summary>
    public static int BytesPerSlot => Math.Max(sizeof(int) + Unsafe.SizeOf<(int, int)>(), Unsafe.SizeOf<Link>() / 2 + sizeof(int));

    private struct Link
    {
        public TValue Value;

        /// <summary>The number of the link before it of the same key, and one; 0 where there is none.</summary>
        public int Before;
    }

    /// <summary>For each slot the number of its last link, and one.</summary>
    public HugeArray<int>? Heads { get; private set; }

    /// <summary>Whether a key has more than one value.</summary>
    public bool Any => _count > 0;

    public long Bytes => BytesOf(_links) + BytesOf(_ranges) + BytesOf(_values) + BytesOf(Heads);

    public void Add(nint slot, nint slots, TValue value)
    {
        Heads ??= new(slots);
        if (_links is null || _count == _links.Length) GrowLinks();
        ref int head = ref Unsafe.Add(ref Heads.First, slot);
        Unsafe.Add(ref _links!.First, _count) = new Link { Value = value, Before = head };
        head = ++_count;
    }

    /// <summary>The slots have moved.</summary>
    public void Moved(HugeArray<int>? heads)
    {
        Heads?.Dispose();
        Heads = heads;
    }

    /// <summary>Lays the values of each slot together.</summary>
    [MethodImpl(Compiled.Once)]
    public void Seal(nint slots)
    {
        if (Heads is null) return;
        _ranges = new(slots);
        _values = new(_count);
        int at = 0;
        for (nint slot = 0; slot < slots; slot++)
        {
            int start = at;
            for (int link = Unsafe.Add(ref Heads.First, slot); link != 0;)
            {
                ref Link one = ref Unsafe.Add(ref _links!.First, link - 1);
                Unsafe.Add(ref _values.First, at++) = one.Value;
                link = one.Before;
            }
            // Those added first come first.
            if (at - start > 1) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _values.First, start), at - start).Reverse();
            Unsafe.Add(ref _ranges.First, slot) = (start, at - start);
        }
        _links!.Dispose();
        Heads.Dispose();
        (_links, Heads) = (null, null);
    }

    /// <summary>The further values of a slot; only where there are <see cref="Any"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<TValue> Of(nint slot)
    {
        (int start, int count) = Unsafe.Add(ref _ranges!.First, slot);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _values!.First, start), count);
    }

    public void Dispose()
    {
        _links?.Dispose();
        _ranges?.Dispose();
        _values?.Dispose();
        Heads?.Dispose();
    }

    [MethodImpl(Compiled.Once)]
    private void GrowLinks()
    {
        HugeArray<Link> grown = new(Math.Max(64, 2 * (_links?.Length ?? 0)));
        if (_links is not null)
        {
            MemoryMarshal.CreateReadOnlySpan(ref _links.First, _count).CopyTo(MemoryMarshal.CreateSpan(ref grown.First, _count));
            _links.Dispose();
        }
        _links = grown;
    }

    private static long BytesOf<T>(HugeArray<T>? array) => array is null ? 0 : array.Length * (long)Unsafe.SizeOf<T>();
}
