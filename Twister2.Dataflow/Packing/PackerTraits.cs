namespace Twister2.Dataflow.Packing;

/// <summary>A packer that knows how many bytes a record takes at least, so that a damaged number of records is found before there is made room for so many.</summary>
internal interface ISizedPacker
{
    int LeastBytes { get; }
}

/// <summary>A packer that writes record after record: what it writes for a batch is what it writes for the batch's parts, one after the other.</summary>
internal interface ISeparablePacker;

/// <summary>Packs records as they lie in memory.</summary>
internal interface IMemoryPacker : ISeparablePacker, ISizedPacker;

internal static class PackerTraits
{
    /// <summary>Bytes that a record takes at least; 0 where only the user knows.</summary>
    public static int LeastBytesOf<T>(IDataPacker<T> packer) => packer is ISizedPacker sized ? sized.LeastBytes : 0;

    /// <summary>Whether so many records can be in what is left.</summary>
    /// <exception cref="CorruptChunkException">They cannot.</exception>
    public static void CheckFits<T>(IDataPacker<T> packer, long count, in ChunkReader reader)
    {
        if (count * LeastBytesOf(packer) > reader.Remaining)
            throw new CorruptChunkException($"{count:N0} items of type {typeof(T)} in a chunk of which {reader.Remaining:N0} bytes are left.");
    }
}
