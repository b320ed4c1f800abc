using Apache.Arrow;
using Twister2.Dataflow.Tables;

namespace Twister2.Tasks;

/// <summary>Puts chunks together from rows of columns, and hands them on when they are full.</summary>
internal sealed class RowGatherer(TableFormat format, long chunkBytes, Action<byte[]> give)
{
    private readonly TableLayout _layout = new();
    private TableBuilder? _builder;

    /// <summary>Gives batches to a sink.</summary>
    public static RowGatherer To(IBatchSink sink, TableFormat format, BatchEnvironment environment) =>
        new(format, environment.Dataflow.Options.ChunkBytes, chunk => sink.Add(format.ToBatch(chunk)));

    /// <summary>Adds some rows of some columns, in this order.</summary>
    public void Add(ReadOnlySpan<ArrayData> columns, ReadOnlySpan<int> rows)
    {
        _builder ??= format.NewBuilder();
        while (!rows.IsEmpty)
        {
            if (_builder.Rows > 0 && !_builder.CanTake(columns)) Flush();
            int count = _builder.Fit(columns, rows, chunkBytes - _builder.Bytes);
            _builder.Gather(columns, rows[..count]);
            if (count < rows.Length || _builder.Bytes >= chunkBytes) Flush();
            rows = rows[count..];
        }
    }

    /// <summary>Hands on what is there.</summary>
    public void Flush()
    {
        if (_builder is not { Rows: > 0 } builder) return;
        _layout.Clear();
        builder.Give(_layout);
        byte[] chunk = GC.AllocateUninitializedArray<byte>(_layout.Bytes);
        _layout.WriteTo(chunk, builder.Rows, 0);
        builder.Clear();
        give(chunk);
    }
}
