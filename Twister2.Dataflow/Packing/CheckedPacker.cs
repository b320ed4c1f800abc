namespace Twister2.Dataflow.Packing;

/// <summary>A packer that may run a user's code: when it fails, it is said whose it was and where.</summary>
/// <param name="packer">The packer.</param>
/// <param name="place">The operator, worker and task.</param>
internal sealed class CheckedPacker<T>(IDataPacker<T> packer, string place) : IDataPacker<T>, ISizedPacker
{
    public int LeastBytes { get; } = PackerTraits.LeastBytesOf(packer);

    /// <summary>The packer for an operator of a worker. What travels as it lies in memory cannot fail.</summary>
    public static IDataPacker<T> Of(IDataPacker<T> packer, string place) => packer is IMemoryPacker or CheckedPacker<T> ? packer : new CheckedPacker<T>(packer, place);

    public void Pack(ReadOnlySpan<T> records, ChunkWriter writer)
    {
        try
        {
            packer.Pack(records, writer);
        }
        catch (ChunkFullException e) when (records.Length == 1)
        {
            throw new ChunkFullException($"{place}: a record of type {typeof(T)} is too large: {e.Message}", e);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw new UserCodeException($"{place}: {records.Length:N0} records of type {typeof(T)} could not be packed: {UserCodeException.Describe(e)}", e);
        }
    }

    public void Unpack(ref ChunkReader reader, Span<T> records)
    {
        try
        {
            packer.Unpack(ref reader, records);
        }
        catch (CorruptChunkException e)
        {
            throw new CorruptChunkException(
                $"{place}: {records.Length:N0} records of type {typeof(T)} could not be read: {e.Message} The bytes are those that were packed: the packer does not read what it writes.", e);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw new UserCodeException($"{place}: {records.Length:N0} records of type {typeof(T)} could not be unpacked: {UserCodeException.Describe(e)}", e);
        }
    }
}
