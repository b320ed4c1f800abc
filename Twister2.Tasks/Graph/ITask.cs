namespace Twister2.Tasks;

/// <summary>
/// What one task does: one of the parallel instances of a vertex. Every task has an object of its own, which one thread at a time uses, so it may keep what it likes.
/// </summary>
public interface ITask
{
    /// <summary>Called once in each run, before the first records.</summary>
    void Prepare(TaskContext context) { }

    /// <summary>Called once in each run, after the last call of all, also where the run has failed.</summary>
    void Close() { }
}

/// <summary>Makes records. Twister2's <c>ISource</c>.</summary>
public interface ISource<TOutput> : ITask
{
    /// <summary>
    /// Adds some records to <paramref name="output"/>, about a chunk of them, and returns whether there are more. Between two calls the worker does other work, so a call should neither wait nor go on
    /// for long.
    /// </summary>
    bool Execute(RecordCollector<TOutput> output);
}

/// <summary>Makes records of records. Twister2's <c>ICompute</c>.</summary>
public interface ICompute<TInput, TOutput> : ITask
{
    /// <summary>Takes a chunk of what an edge delivers; the span is used again when the call returns.</summary>
    void Execute(ReadOnlySpan<TInput> records, RecordCollector<TOutput> output);

    /// <summary>Called in a batch when all edges have delivered everything. Twister2's <c>endExecute</c>.</summary>
    void End(RecordCollector<TOutput> output) { }
}

/// <summary>
/// Makes records of records of two types. In a batch everything on the side comes first, so that it may be a model, a table or a set of limits that the other records are held against.
/// </summary>
public interface ICompute<TInput, TSide, TOutput> : ICompute<TInput, TOutput>
{
    /// <summary>Takes a chunk of what an edge of <see cref="ComputeConnection{TInput, TSide}.Side"/> delivers; the span is used again when the call returns.</summary>
    void ExecuteSide(ReadOnlySpan<TSide> records, RecordCollector<TOutput> output);
}

/// <summary>Takes records, and writes none. Twister2's <c>ISink</c>.</summary>
public interface ISink<TInput> : ITask
{
    /// <summary>Takes a chunk of what an edge delivers; the span is used again when the call returns.</summary>
    void Execute(ReadOnlySpan<TInput> records);

    /// <summary>Called in a batch when all edges have delivered everything.</summary>
    void End() { }
}
