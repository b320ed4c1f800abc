using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>
/// A lazy, typed data set that is spread over the workers. Transformations (<see cref="Map"/>, <see cref="Filter"/>, …) only describe; actions
/// (<see cref="Count"/>, <see cref="Collect"/>, …) run everything they need in one fused pass. What is used by several actions is computed
/// again for each unless it is a <see cref="Cache"/>. Twister2's <c>TSet</c>, Spark's RDD.
/// </summary>
/// <remarks>Actions are collective: every worker must call the same ones in the same order.</remarks>
public abstract partial class TSet<T>
{
    private protected TSet(BatchEnvironment environment) => Environment = environment;

    private protected TSet(TSet<T> other) => Environment = other.Environment;

    internal BatchEnvironment Environment { get; }

    /// <summary>Sets that come together must be of one environment.</summary>
    internal void CheckSame<TOther>(TSet<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Environment != Environment) throw new ArgumentException("The data sets are of different batch environments; make both from the same one.", nameof(other));
    }

    /// <summary>What is known of where the records are.</summary>
    internal virtual KeptBy KeptBy => KeptBy.Nothing;

    /// <summary>The order that the records are in, over all tasks, where it is known.</summary>
    internal virtual SortOrder<T>? KeptOrder => null;

    /// <summary>The same set, with all records on one task that are equal by an order that its own begins with, where that moves nothing more; else null.</summary>
    internal virtual TSet<T>? Together(SortOrder<T> by) => null;

    /// <summary>
    /// Evaluates every operator below, which is collective, and gives the parts of this worker's tasks, which are computed when they are read. By the worker's own thread, inside an action, which gives back what was opened.
    /// </summary>
    internal abstract Partitions<T> Open();

    /// <summary>The records of a task of this worker, counted from 0, where they are kept in one array. Once open.</summary>
    internal virtual T[]? KeptArray(int task) => null;

    /// <summary>Its place in a plan.</summary>
    internal abstract PlanStep Describe();

    /// <summary>
    /// How the set is computed, for a person to read: its stages, each one pass over chunks, with their operators, what these move and combine before sending, what may spill, what is kept. Not an action: nothing is computed.
    /// Spark's and SQL's <c>explain</c>.
    /// </summary>
    public string Explain() => PlanText.Of(Describe(), Environment);

    /// <summary>Each record's image under <paramref name="map"/>. LINQ's <c>Select</c>.</summary>
    public TSet<TResult> Map<TResult>(Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new MapTSet<T, TResult>(this, map);
    }

    /// <summary>The records for which <paramref name="predicate"/> holds. LINQ's <c>Where</c>.</summary>
    public TSet<T> Filter(Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new FilterTSet<T>(this, predicate);
    }

    /// <summary>All records that <paramref name="flatMap"/> adds for each record.</summary>
    public TSet<TResult> FlatMap<TResult>(FlatMapFunction<T, TResult> flatMap)
    {
        ArgumentNullException.ThrowIfNull(flatMap);
        // Words never span lines, so a tokenizer may have many lines at a time: three times as fast as line by line.
        TSet<T> input = this is TextSource text && Tokenizer.SplitsAtLineEnds(flatMap) ? (TSet<T>)(object)text.AsRunsOfLines() : this;
        return new FlatMapTSet<T, TResult>(input, flatMap);
    }

    /// <summary>All records of the sequences that <paramref name="flatMap"/> gives. LINQ's <c>SelectMany</c>.</summary>
    public TSet<TResult> FlatMap<TResult>(Func<T, IEnumerable<TResult>> flatMap)
    {
        ArgumentNullException.ThrowIfNull(flatMap);
        return FlatMap<TResult>((record, output) =>
        {
            foreach (TResult result in flatMap(record)) output.Add(result);
        });
    }

    /// <summary>A pair of key and value from each record: what the keyed operators work on.</summary>
    public TupleTSet<TKey, TValue> MapToTuple<TKey, TValue>(Func<T, (TKey Key, TValue Value)> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new MapToTupleTSet<T, TKey, TValue>(this, map);
    }

    /// <summary>
    /// Each distinct record with the number of times it comes: word count is <c>ReadText(path).FlatMap(Tokenizer.SpaceSeparated).CountByValue()</c>. Counted on each worker before
    /// anything is sent. Each record ends on one task, chosen by its hash. LINQ's <c>CountBy</c> of the record itself, Spark's <c>countByValue</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Such records have no hash, or cannot be sent; the message says what can be done.</exception>
    public TupleTSet<T, long> CountByValue() => new CountedTSet<T>(this);

    /// <summary>The same records, computed once when they are first needed and then kept, as they are, in the memory of the worker that has them, and charged to its budget. Where memory gets short they are packed and put on scratch, and unpacked
    /// again whenever they are read; records that cannot be packed are refused then. What they take is given back some time after the program has let the set go, or with the environment.</summary>
    public TSet<T> Cache() => new CachedTSet<T>(this);

    /// <summary>
    /// The same records, computed once when they are first needed and then kept packed: in memory as far as the worker's budget goes, on scratch beyond that. Reading them unpacks them again, so
    /// <see cref="Cache"/> is faster for objects that fit. Disposing it gives memory and scratch back. Spark's <c>persist(MEMORY_AND_DISK)</c>.
    /// </summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be packed; the message says what can be done.</exception>
    public PersistedTSet<T> Persist() => new(this);

    /// <summary>
    /// What a function of your own makes of each task's records, chunk by chunk; it knows which task it is, can have other data sets as inputs, and may give something at the end. Each action makes a function
    /// for each task. Twister2's <c>compute</c>, Spark's <c>mapPartitions</c>.
    /// </summary>
    public ComputedTSet<T, TResult> Compute<TResult>(Func<ComputeFunction<T, TResult>> newFunction)
    {
        ArgumentNullException.ThrowIfNull(newFunction);
        return new ComputedTSet<T, TResult>(this, newFunction, []);
    }

    /// <summary>The number of records, on every worker. Action; collective.</summary>
    public long Count() => Environment.RunAction(nameof(Count), () =>
    {
        long count = Environment.Run(this, static _ => new CountSink<T>()).Sum(static sink => sink.Count);
        return Environment.Dataflow.AllReduce(count, static (a, b) => a + b);
    });

    /// <summary>
    /// All records, on every worker, in the order of the set, which is that of the tasks. Action; collective; for results that fit into every worker's memory.
    /// </summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public T[] Collect() => Environment.RunAction(nameof(Collect), () => Actions.Collect(this));

    /// <summary>
    /// The <paramref name="count"/> largest records by <paramref name="comparer"/>, largest first, on every worker. Each task keeps only so many, and they are merged
    /// on a tree. With a comparer under which no two records are equal the result does not depend on the number of workers. Action; collective.
    /// </summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public T[] Top(int count, IComparer<T>? comparer = null) =>
        Environment.RunAction(nameof(Top), () => Actions.Top(this, count, comparer ?? Comparer<T>.Default));

    /// <summary>As <see cref="Top(int, IComparer{T})"/>, with a comparison.</summary>
    public T[] Top(int count, Comparison<T> comparison) => Top(count, Comparer<T>.Create(comparison));

    /// <summary>
    /// Combines all records with <paramref name="reduce"/>, which must be associative, in the order of the set; <paramref name="identity"/> is the result of no
    /// records and must change nothing. The result is on every worker. Action; collective.
    /// </summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public T AllReduce(T identity, Func<T, T, T> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        DataPackers.For<T>(); // A type that cannot be sent is refused before all the work is done.
        return Environment.RunAction(nameof(AllReduce), () =>
        {
            T here = Environment.Run(this, task => new ReduceSink<T>(identity, reduce, Environment.PlaceOf(nameof(AllReduce), task))).Select(static sink => sink.Value).Aggregate(reduce);
            return Environment.Dataflow.AllReduce(here, reduce);
        });
    }

    /// <summary>
    /// Writes each record as a line of UTF-8 text into the new folder <paramref name="path"/>, one file <c>part-NNNNN</c> per task. The folder appears under its name,
    /// complete, when all workers have written their part to disk; on any failure it does not appear. Action; collective.
    /// </summary>
    /// <returns>What was written by all workers.</returns>
    /// <exception cref="DataAccessException">The folder exists already, or cannot be written.</exception>
    public WriteSummary WriteText(string path, Func<T, string> format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return WriteText(path, (record, line) => line.Append(format(record)));
    }

    /// <summary>As <see cref="WriteText(string, Func{T, string})"/>; the function appends to the line, so that no string is made.</summary>
    public WriteSummary WriteText(string path, Action<T, Utf8LineWriter> format)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(format);
        return Environment.RunAction(nameof(WriteText), () => TextOutput.Write(this, path, format));
    }
}
