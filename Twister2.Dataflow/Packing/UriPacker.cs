namespace Twister2.Dataflow.Packing;

/// <summary>URIs: a byte each for null, absolute or relative (<c>/a</c> may be either), then their text.</summary>
internal sealed class UriPacker : IDataPacker<Uri>, ISizedPacker
{
    private const byte Null = 0, Absolute = 1, Relative = 2;

    private readonly StringPacker _texts = new();

    public int LeastBytes => 1 + _texts.LeastBytes;

    public void Pack(ReadOnlySpan<Uri> records, ChunkWriter writer)
    {
        using Column<string> texts = new(records.Length);
        for (int i = 0; i < records.Length; i++)
        {
            texts.Items[i] = records[i]?.OriginalString!;
            writer.Write(records[i] is null ? Null : records[i].IsAbsoluteUri ? Absolute : Relative);
        }
        _texts.Pack(texts.Items, writer);
    }

    public void Unpack(ref ChunkReader reader, Span<Uri> records)
    {
        ReadOnlySpan<byte> kinds = reader.Take(records.Length);
        PackerTraits.CheckFits(_texts, records.Length, in reader);
        using Column<string> texts = new(records.Length);
        _texts.Unpack(ref reader, texts.Items);
        for (int i = 0; i < records.Length; i++)
        {
            Uri? uri = null;
            bool isWhole = kinds[i] == Null ? texts.Items[i] is null : kinds[i] <= Relative && Uri.TryCreate(texts.Items[i], (UriKind)kinds[i], out uri);
            if (!isWhole) throw new CorruptChunkException($"A URI of kind {kinds[i]} in a chunk is none.");
            records[i] = uri!;
        }
    }
}
