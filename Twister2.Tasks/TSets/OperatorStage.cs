using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Adds a chunk to an operator.</summary>
internal delegate void ChunkAction<T>(ReadOnlySpan<T> chunk);

/// <summary>Hands chunks to an operator, which passes messages on meanwhile.</summary>
internal sealed class OperatorStage<T>(DataflowOperator operation, ChunkAction<T> add) : IChunkSink<T>
{
    public void Add(ReadOnlySpan<T> chunk)
    {
        add(chunk);
        operation.Progress();
    }
}

/// <summary>Hands what an operator gives to the next stage, until that is full.</summary>
internal static class OperatorOutput
{
    public static void PassTo<T>(this RecordReader<T> reader, IChunkSink<T> sink)
    {
        foreach (ReadOnlySpan<T> chunk in reader)
        {
            sink.Add(chunk);
            if (sink.IsFull) return;
        }
    }

    public static void PassTo<T>(this ChunkSequence<T> chunks, IChunkSink<T> sink)
    {
        foreach (ReadOnlySpan<T> chunk in chunks)
        {
            sink.Add(chunk);
            if (sink.IsFull) return;
        }
    }
}
