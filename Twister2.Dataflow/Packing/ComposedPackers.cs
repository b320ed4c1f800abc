using System.Buffers;

namespace Twister2.Dataflow.Packing;

/// <summary>Packs a record type that is made of other types, column after column: all first parts, then all second parts.</summary>
internal abstract class ComposedPacker<T> : IDataPacker<T>
{
    public abstract void Pack(ReadOnlySpan<T> records, ChunkWriter writer);

    public abstract void Unpack(ref ChunkReader reader, Span<T> records);

    protected delegate TPart PartOf<TPart>(in T record);

    protected static void PackPart<TPart>(IDataPacker<TPart> packer, ReadOnlySpan<T> records, ChunkWriter writer, PartOf<TPart> part)
    {
        TPart[] column = ArrayPool<TPart>.Shared.Rent(records.Length);
        for (int i = 0; i < records.Length; i++) column[i] = part(in records[i]);
        packer.Pack(column.AsSpan(0, records.Length), writer);
        Return(column);
    }

    protected static TPart[] UnpackPart<TPart>(IDataPacker<TPart> packer, ref ChunkReader reader, int count)
    {
        TPart[] column = ArrayPool<TPart>.Shared.Rent(count);
        packer.Unpack(ref reader, column.AsSpan(0, count));
        return column;
    }

    protected static void Return<TPart>(TPart[] column) =>
        ArrayPool<TPart>.Shared.Return(column, System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<TPart>());
}

internal sealed class PairPacker<TKey, TValue>(IDataPacker<TKey> keys, IDataPacker<TValue> values) : ComposedPacker<KeyValuePair<TKey, TValue>>
{
    public override void Pack(ReadOnlySpan<KeyValuePair<TKey, TValue>> records, ChunkWriter writer)
    {
        PackPart(keys, records, writer, static (in KeyValuePair<TKey, TValue> pair) => pair.Key);
        PackPart(values, records, writer, static (in KeyValuePair<TKey, TValue> pair) => pair.Value);
    }

    public override void Unpack(ref ChunkReader reader, Span<KeyValuePair<TKey, TValue>> records)
    {
        TKey[] first = UnpackPart(keys, ref reader, records.Length);
        TValue[] second = UnpackPart(values, ref reader, records.Length);
        for (int i = 0; i < records.Length; i++) records[i] = new(first[i], second[i]);
        Return(first);
        Return(second);
    }
}

internal sealed class TuplePacker<T1, T2>(IDataPacker<T1> packer1, IDataPacker<T2> packer2) : ComposedPacker<(T1, T2)>
{
    public override void Pack(ReadOnlySpan<(T1, T2)> records, ChunkWriter writer)
    {
        PackPart(packer1, records, writer, static (in (T1, T2) tuple) => tuple.Item1);
        PackPart(packer2, records, writer, static (in (T1, T2) tuple) => tuple.Item2);
    }

    public override void Unpack(ref ChunkReader reader, Span<(T1, T2)> records)
    {
        T1[] first = UnpackPart(packer1, ref reader, records.Length);
        T2[] second = UnpackPart(packer2, ref reader, records.Length);
        for (int i = 0; i < records.Length; i++) records[i] = (first[i], second[i]);
        Return(first);
        Return(second);
    }
}

internal sealed class TuplePacker<T1, T2, T3>(IDataPacker<T1> packer1, IDataPacker<T2> packer2, IDataPacker<T3> packer3) : ComposedPacker<(T1, T2, T3)>
{
    public override void Pack(ReadOnlySpan<(T1, T2, T3)> records, ChunkWriter writer)
    {
        PackPart(packer1, records, writer, static (in (T1, T2, T3) tuple) => tuple.Item1);
        PackPart(packer2, records, writer, static (in (T1, T2, T3) tuple) => tuple.Item2);
        PackPart(packer3, records, writer, static (in (T1, T2, T3) tuple) => tuple.Item3);
    }

    public override void Unpack(ref ChunkReader reader, Span<(T1, T2, T3)> records)
    {
        T1[] first = UnpackPart(packer1, ref reader, records.Length);
        T2[] second = UnpackPart(packer2, ref reader, records.Length);
        T3[] third = UnpackPart(packer3, ref reader, records.Length);
        for (int i = 0; i < records.Length; i++) records[i] = (first[i], second[i], third[i]);
        Return(first);
        Return(second);
        Return(third);
    }
}
