using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>Counts <see cref="Traffic"/>, once for each message.</summary>
internal struct TrafficCount
{
    private long _messages, _chunks, _records, _bytes, _wireBytes;

    public void Count(in ChunkHeader header, int length)
    {
        _messages++;
        _wireBytes += length;
        if (header.Kind != MessageKind.Data) return;
        _chunks++;
        _records += header.Records;
        _bytes += header.RawLength;
    }

    public void Add(in TrafficCount other)
    {
        _messages += other._messages;
        _chunks += other._chunks;
        _records += other._records;
        _bytes += other._bytes;
        _wireBytes += other._wireBytes;
    }

    public readonly Traffic ToTraffic() => new(_messages, _chunks, _records, _bytes, _wireBytes);
}
