using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>Adds a chunk to an operator.</summary>
internal delegate void ChunkAction<T>(ReadOnlySpan<T> chunk);

/// <summary>Hands chunks of a task to an operator, which passes messages on meanwhile.</summary>
internal sealed class OperatorStage<T>(DataflowOperator operation, int source, AddRecords<T> add, WorkerGate gate) : IChunkSink<T>
{
    public void Add(ReadOnlySpan<T> chunk)
    {
        gate.Enter();
        try
        {
            gate.Check();
            add(source, chunk);
            operation.Progress();
        }
        finally
        {
            gate.Exit();
        }
    }
}

/// <summary>Hands chunks to what the worker's threads use one at a time.</summary>
internal sealed class GatedSink<T>(IChunkSink<T> sink, WorkerGate gate) : IChunkSink<T>
{
    public void Add(ReadOnlySpan<T> chunk)
    {
        gate.Enter();
        try
        {
            sink.Add(chunk);
        }
        finally
        {
            gate.Exit();
        }
    }
}

/// <summary>Takes what a thread reads inside of the gate to where the user's functions run, outside.</summary>
internal sealed class OutsideSink<T>(WorkerGate gate, IChunkSink<T> sink) : IChunkSink<T>
{
    public bool IsFull => sink.IsFull;

    public void Add(ReadOnlySpan<T> chunk)
    {
        OperatorLedger? reading = gate.Leave();
        try
        {
            sink.Add(chunk);
        }
        finally
        {
            gate.Return(reading);
        }
        gate.BetweenChunks();
    }
}

/// <summary>What a source gives: nothing more once another task has failed.</summary>
internal sealed class SourceSink<T>(WorkerGate gate, IChunkSink<T> sink) : IChunkSink<T>
{
    public bool IsFull => sink.IsFull;

    public void Add(ReadOnlySpan<T> chunk)
    {
        gate.Check();
        sink.Add(chunk);
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
