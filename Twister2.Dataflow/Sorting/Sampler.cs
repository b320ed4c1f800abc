using Twister2.Dataflow.Hashing;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Text;

namespace Twister2.Dataflow.Sorting;

/// <summary>
/// A sample of the records of one source task, spread evenly over all of them however many there are: one out of each window of so many, at a place that only the window's number decides. When it
/// is full, every second one goes and the windows double.
/// </summary>
/// <param name="env">The worker.</param>
/// <param name="source">The source task.</param>
/// <param name="mostRecords">Records that it holds at most, an even number.</param>
/// <param name="mostBytes">Bytes that these take packed, at most, unless there are fewer than <see cref="FewRecords"/>.</param>
internal sealed class Sampler<T>(DataflowEnvironment env, int source, int mostRecords, long mostBytes)
{
    /// <summary>A sample of so few does not get smaller because its records are large.</summary>
    public const int FewRecords = 8;

    private readonly IDataPacker<T> _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), $"{nameof(Sort)}: worker {env.Worker}, source task {source}");
    private readonly ITextMover<T>? _texts = TextCompactor.For<T>();
    private readonly List<(T Record, long Position, long Bytes)> _sample = [];
    private long _position, _next, _bytes;

    /// <summary>Records that each one of the sample stands for.</summary>
    public long Stride { get; private set; } = 1;

    /// <summary>Looks at the next records.</summary>
    public void See(ReadOnlySpan<T> records)
    {
        long end = _position + records.Length;
        while (_next < end)
        {
            if (_sample.Count >= mostRecords || (_bytes > mostBytes && _sample.Count >= FewRecords))
            {
                Thin();
                continue;
            }
            Keep(in records[(int)(_next - _position)], _next);
            _next = PlaceIn(_next / Stride + 1);
        }
        _position = end;
    }

    /// <summary>The sample, as candidates for splitters.</summary>
    public Candidates<T> ToCandidates(SortOrder<T> order)
    {
        T[] records = [.. _sample.Select(s => s.Record)];
        return new Candidates<T>(order, records, [.. _sample.Select(s => new RecordTag(source, s.Position, Stride))]);
    }

    private void Keep(in T record, long position)
    {
        ChunkWriter writer = new(env.Pool, 64);
        _packer.Pack(new ReadOnlySpan<T>(in record), writer);
        long bytes = writer.Written;
        writer.Detach().Return();
        _sample.Add((_texts is null ? record : TextCompactor.ToOwned(_texts, in record), position, bytes));
        _bytes += bytes;
    }

    private void Thin()
    {
        long window = Stride;
        Stride *= 2;
        // Of two windows that become one, the record of the first or of the second stays, as the number of the new one says.
        _bytes -= _sample.Where(s => !Stays(s.Position, window)).Sum(s => s.Bytes);
        _sample.RemoveAll(s => !Stays(s.Position, window));
        bool hasOne = _sample.Count > 0 && _sample[^1].Position / Stride == _next / Stride;
        _next = hasOne ? PlaceIn(_next / Stride + 1) : Math.Max(_next, PlaceIn(_next / Stride));
    }

    private bool Stays(long position, long window) => (position / window & 1) == (long)(StableHash.OfUInt64((ulong)(position / Stride)) & 1);

    private long PlaceIn(long window) => window * Stride + (long)(StableHash.OfUInt64((ulong)window ^ ((ulong)Stride << 32)) % (ulong)Stride);
}
