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

/// <summary>Hands all records of data sets to an operator, and waits for what it makes of them.</summary>
internal static class OperatorInputs
{
    public static void Fill<T>(this DataflowOperator operation, TSet<T> input, ChunkAction<T> add)
    {
        input.Run(new OperatorStage<T>(operation, add));
        operation.Finish(input.Environment.Worker);
        operation.WaitForCompletion();
    }

    public static void Fill<TLeft, TRight>(this TwoSidedOperator operation, TSet<TLeft> left, ChunkAction<TLeft> addLeft, TSet<TRight> right, ChunkAction<TRight> addRight)
    {
        int worker = left.Environment.Worker;
        left.Run(new OperatorStage<TLeft>(operation, addLeft));
        operation.FinishLeft(worker);
        right.Run(new OperatorStage<TRight>(operation, addRight));
        operation.FinishRight(worker);
        operation.WaitForCompletion();
    }

    public static void Fill<TLeft, TRight>(this TwoInputOperator<TLeft, TRight> operation, TSet<TLeft> left, TSet<TRight> right)
    {
        int worker = left.Environment.Worker;
        left.Run(new OperatorStage<TLeft>(operation, chunk => operation.AddLeft(worker, chunk)));
        operation.FinishLeft(worker);
        right.Run(new OperatorStage<TRight>(operation, chunk => operation.AddRight(worker, chunk)));
        operation.FinishRight(worker);
        operation.WaitForCompletion();
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
