using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow;

/// <summary>A batch of keys for each of several tables: a table is looked into when its batch is full, so that its slots are on their way from memory long enough however many tables there are.</summary>
internal sealed class WaitingKeys<TProbe>(int tables)
    where TProbe : unmanaged
{
    private const int Size = KeyBatch<TProbe>.Size;

    private readonly TProbe[] _probes = new TProbe[(tables + 1) * Size];
    private readonly int[] _places = new int[(tables + 1) * Size];
    private readonly Filled[] _filled = new Filled[tables];

    /// <summary>One batch more, for keys whose tables are not known yet.</summary>
    public KeyBatch<TProbe> Unsorted => new(ref _probes[tables * Size], ref _places[tables * Size]);

    private struct Filled
    {
        public int Whole;
        public int Others;
    }

    /// <summary>Puts a key into the batch of a table; says whether the batch is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Put(int table, in TProbe probe, int isWhole, int place)
    {
        ref Filled filled = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_filled), table);
        int last = Size - 1 - filled.Others;
        int at = table * Size + (last ^ ((filled.Whole ^ last) & -isWhole));
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_probes), at) = probe;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_places), at) = place;
        filled.Whole += isWhole;
        filled.Others += 1 - isWhole;
        return filled.Whole + filled.Others == Size;
    }

    /// <summary>How many keys are in the batch of a table.</summary>
    public int CountOf(int table) => _filled[table].Whole + _filled[table].Others;

    /// <summary>The batch of a table, which is empty for those who put keys into it from now on.</summary>
    public KeyBatch<TProbe> Take(int table)
    {
        KeyBatch<TProbe> batch = new(ref _probes[table * Size], ref _places[table * Size]) { Whole = _filled[table].Whole, Others = _filled[table].Others };
        _filled[table] = default;
        return batch;
    }
}
