using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Dataflow.Tables;

/// <summary>
/// A column of indices into a dictionary. The dictionary that is put together has the values that its rows use, each once, from however many dictionaries they come.
/// </summary>
/// <param name="type">The type of the column.</param>
/// <param name="values">Builds the dictionary.</param>
/// <param name="equality">Finds equal values; null where the values are of a type that cannot be compared, whose dictionaries are put one behind the other.</param>
internal sealed class DictionaryColumnBuilder<TIndex>(IArrowType type, ColumnBuilder values, KeyColumn? equality) : ColumnBuilder(type)
    where TIndex : unmanaged, IBinaryInteger<TIndex>, IMinMaxValue<TIndex>
{
    private static readonly int LargestIndex = int.CreateSaturating(TIndex.MaxValue);

    private readonly ColumnBuffer _indices = new();

    /// <summary>The dictionary that rows came from last, and the index here of each of its values that was used.</summary>
    private readonly Dictionary<int, int> _indexOf = [];

    private readonly Dictionary<ulong, int> _indexOfHash = [];
    private readonly List<int> _unseen = [];
    private ArrayData? _source;

    public override long RowBits => 8L * Unsafe.SizeOf<TIndex>() + 1;

    public override bool IsVariable => true;

    public override long AppendedVariableBytes => ((values.Length * values.RowBits + 7) >> 3) + values.AppendedVariableBytes;

    // How many values are new is not known before; the rows must do as a measure.
    public override long VariableBytes(ArrayData from, ReadOnlySpan<int> rows) => VariableBytes(from, 0, rows.Length);

    public override long VariableBytes(ArrayData from, int start, int count)
    {
        ArrayData dictionary = from.Dictionary;
        if (ReferenceEquals(_source, dictionary) || dictionary.Length == 0) return 0;
        long all = ((dictionary.Length * values.RowBits + 7) >> 3) + values.VariableBytes(dictionary, 0, dictionary.Length);
        return all * Math.Min(count, dictionary.Length) / dictionary.Length;
    }

    public override bool CanTake(ArrayData from)
    {
        ArrayData dictionary = from.Dictionary;
        if (values.Length == 0 || ReferenceEquals(_source, dictionary) || (long)values.Length + dictionary.Length <= LargestIndex + 1L) return true;
        if (equality is null) return false;
        ulong[] hashes = new ulong[dictionary.Length];
        equality.Hash(dictionary, 0, hashes);
        return values.Length + hashes.Distinct().Count(hash => !_indexOfHash.ContainsKey(hash)) <= LargestIndex + 1L;
    }

    public override ArrayData Read(TableBuffers buffers)
    {
        (int length, int nulls) = buffers.NextNode();
        ArrowBuffer[] own = [buffers.Next(), buffers.Next()];
        return new ArrayData(Type, length, nulls, 0, own, null, values.Read(buffers));
    }

    protected override void GatherValues(ArrayData from, ReadOnlySpan<int> rows)
    {
        ReadOnlySpan<TIndex> indices = MemoryMarshal.Cast<byte, TIndex>(from.Buffers[1].Span).Slice(from.Offset, from.Length);
        Span<TIndex> to = _indices.Append<TIndex>(rows.Length);
        Meet(from, indices, rows);
        for (int i = 0; i < rows.Length; i++)
            to[i] = IsValid(from, rows[i]) ? TIndex.CreateTruncating(_indexOf[int.CreateChecked(indices[rows[i]])]) : TIndex.Zero;
    }

    protected override void AppendValues(ArrayData from, int start, int count)
    {
        int[] rows = new int[Math.Min(count, 4096)];
        for (int done = 0; done < count; done += rows.Length)
        {
            int now = Math.Min(rows.Length, count - done);
            for (int i = 0; i < now; i++) rows[i] = start + done + i;
            GatherValues(from, rows.AsSpan(0, now));
        }
    }

    protected override void AppendNullValues(int count) => _indices.Append<TIndex>(count).Clear();

    protected override void GiveBuffers(TableLayout layout)
    {
        GiveValidity(layout);
        layout.AddBuffer(_indices.Memory);
        values.Give(layout);
    }

    protected override void ClearValues()
    {
        _indices.Clear();
        values.Clear();
        _source = null;
        _indexOf.Clear();
        _indexOfHash.Clear();
    }

    /// <summary>Gives every value that the rows use an index here.</summary>
    private void Meet(ArrayData from, ReadOnlySpan<TIndex> indices, ReadOnlySpan<int> rows)
    {
        if (!ReferenceEquals(_source, from.Dictionary)) _indexOf.Clear();
        _source = from.Dictionary;
        _unseen.Clear();
        foreach (int row in rows)
        {
            if (!IsValid(from, row)) continue;
            int index = int.CreateChecked(indices[row]);
            ref int here = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexOf, index, out bool isKnown);
            if (isKnown) continue;
            here = -1;
            _unseen.Add(index);
        }
        if (_unseen.Count > 0) AddValues(from.Dictionary);
    }

    private void AddValues(ArrayData dictionary)
    {
        Span<int> unseen = CollectionsMarshal.AsSpan(_unseen);
        ArrayData? here = equality is null || values.Length == 0 ? null : Share();
        int first = values.Length, added = 0;
        foreach (int index in unseen)
        {
            // Those that are new move to the front.
            int known = equality is null ? -1 : Find(equality, dictionary, index, here, unseen[..added]);
            if (known < 0) unseen[added++] = index;
            _indexOf[index] = known >= 0 ? known : first + added - 1;
        }
        if (first + (long)added > LargestIndex + 1L)
            throw new InvalidOperationException($"A dictionary of {first + (long)added:N0} values, of which {typeof(TIndex)} can tell {LargestIndex + 1L:N0} apart.");
        values.Gather(dictionary, unseen[..added]);
    }

    /// <summary>The index here of a value, which may be null; -1, and noted as the next one, where it is new.</summary>
    private int Find(KeyColumn keys, ArrayData dictionary, int index, ArrayData? here, ReadOnlySpan<int> added)
    {
        int next = values.Length + added.Length;
        ulong hash = keys.Hash(dictionary, index);
        if (_indexOfHash.TryAdd(hash, next)) return -1;
        int known = _indexOfHash[hash];
        bool isSame = known < values.Length ? AreSame(keys, dictionary, index, here!, known) : AreSame(keys, dictionary, index, dictionary, added[known - values.Length]);
        return isSame ? known : -1;
    }

    private static bool AreSame(KeyColumn keys, ArrayData a, int i, ArrayData b, int j)
    {
        bool isValue = IsValid(a, i);
        return isValue == IsValid(b, j) && (!isValue || keys.AreEqual(a, i, b, j));
    }

    /// <summary>The dictionary so far, where it lies.</summary>
    private ArrayData Share()
    {
        TableLayout layout = new();
        values.Give(layout);
        return values.Read(layout.Share());
    }
}
