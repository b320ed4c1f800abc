using System.ComponentModel;

namespace Twister2.Dataflow;

/// <summary>
/// Turns records into bytes and back, many at a time: one call per chunk, so what a call costs does not matter.
/// Twister2's <c>DataPacker</c>, for chunks.
/// </summary>
/// <remarks>
/// A packer is used by one thread at a time per operator and keeps no state between calls. It must read exactly what it wrote:
/// packers are put together (a pair's keys, then its values, in one chunk).
/// </remarks>
public interface IDataPacker<T> : IVersionedPacker
{
    /// <summary>Writes the records.</summary>
    void Pack(ReadOnlySpan<T> records, ChunkWriter writer);

    /// <summary>Reads as many records as <paramref name="records"/> holds. They must not refer to the reader's memory, which is used again.</summary>
    /// <exception cref="CorruptChunkException">The bytes do not hold so many records.</exception>
    void Unpack(ref ChunkReader reader, Span<T> records);
}

/// <summary>What there is to know of a packer, whatever its records.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IVersionedPacker
{
    /// <summary>
    /// The version of what the packer writes, 0 if it does not say. Raise it whenever the bytes change: workers whose packers have different versions are found when the first operator
    /// with such records is built, before any record is sent.
    /// </summary>
    int Version => 0;
}
