using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <content>Edges that combine, choose, order or compare records.</content>
public partial class ComputeConnection<T>
{
    /// <summary>
    /// All values combined by a function, which has to be associative: one record, or none where there was none; with a <paramref name="length"/> vectors of so many values, element by element.
    /// Parallelism of the target: 1.
    /// </summary>
    public ComputeConnection<T> Reduce(string from, Func<T, T, T> reduce, int length = 1, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Reduced(new(nameof(Reduce), EdgeTasks.OneTarget) { Identity = Names.Of(reduce) }, from, length, via, s => new Reduce<T>(s.Environment, s.Plan, reduce, length));
    }

    /// <summary>The same by a struct, which costs no call per value.</summary>
    public ComputeConnection<T> Reduce<TReducer>(string from, TReducer reducer, int length = 1, EdgeOptions? via = null) where TReducer : struct, IReducer<T> => Reduced(
        new(nameof(Reduce), EdgeTasks.OneTarget) { Identity = $"{typeof(TReducer)}" }, from, length, via, s => Twister2.Dataflow.Reduce.With<T, TReducer>(s.Environment, s.Plan, reducer, length));

    /// <summary>All values combined by a function, which has to be associative, at every target task.</summary>
    public ComputeConnection<T> AllReduce(string from, Func<T, T, T> reduce, int length = 1, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Reduced(new(nameof(AllReduce)) { Identity = Names.Of(reduce) }, from, length, via, s => new AllReduce<T>(s.Environment, s.Plan, reduce, length));
    }

    /// <summary>The same by a struct, which costs no call per value.</summary>
    public ComputeConnection<T> AllReduce<TReducer>(string from, TReducer reducer, int length = 1, EdgeOptions? via = null) where TReducer : struct, IReducer<T> => Reduced(
        new(nameof(AllReduce)) { Identity = $"{typeof(TReducer)}" }, from, length, via, s => Twister2.Dataflow.AllReduce.With<T, TReducer>(s.Environment, s.Plan, reducer, length));

    /// <summary>All records in order: each target's come before those of the next.</summary>
    public ComputeConnection<T> Sort(string from, SortOrder<T> order, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Connect<T>(Batch(nameof(Sort<>)) with { Identity = $"{order.GetType()}" }, [from], via, s =>
        {
            Sort<T> operation = new(s.Environment, s.Plan, order);
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });
    }

    /// <summary>Sources that write in order, merged into one sequence in order. Parallelism of the target: 1.</summary>
    public ComputeConnection<T> Merge(string from, SortOrder<T> order, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(order);
        return Connect<T>(Batch(nameof(Merge<>), EdgeTasks.OneTarget) with { Identity = $"{order.GetType()}" }, [from], via, s =>
        {
            Merge<T> operation = new(s.Environment, s.Plan, order);
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });
    }

    /// <summary>The first records of an order, in that order. Parallelism of the target: 1.</summary>
    public ComputeConnection<T> TopK(string from, int count, SortOrder<T> order, EdgeOptions? via = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(order);
        return Connect<T>(Batch(nameof(TopK<>), EdgeTasks.OneTarget) with { Details = $"{count}", Identity = $"{order.GetType()}" }, [from], via, s =>
        {
            TopK<T> operation = new(s.Environment, s.Plan, count, order);
            return new(s, operation, (_, sink) => operation.CopyTo(sink), (AddRecords<T>)operation.Add);
        });
    }

    /// <summary>Each record once.</summary>
    public ComputeConnection<T> Distinct(string from, EdgeOptions? via = null) =>
        Connect<T>(Batch(nameof(Distinct<>)) with { CheckTypes = KeyTypes.Check<T> }, [from], via, s =>
        {
            Distinct<T> operation = new(s.Environment, s.Plan);
            return new(s, operation, (target, sink) => operation.Read(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });

    /// <summary>Exactly so many records at random, the same again for the same seed and number of tasks; each stays on its worker. Parallelism: the same.</summary>
    public ComputeConnection<T> Sample(string from, long count, long seed, EdgeOptions? via = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Sampled($"{count}, seed {seed}", from, via, s => new Sample<T>(s.Environment, s.Plan, count, seed));
    }

    /// <summary>Each record with a probability; each stays on its worker. Parallelism: the same.</summary>
    public ComputeConnection<T> SampleFraction(string from, double fraction, long seed, EdgeOptions? via = null)
    {
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A fraction is 0 to 1.");
        return Sampled(FormattableString.Invariant($"{fraction}, seed {seed}"), from, via, s => Twister2.Dataflow.Sample.Fraction<T>(s.Environment, s.Plan, fraction, seed));
    }

    /// <summary>For each record, what the records up to it come to; each stays on its worker. Parallelism: the same.</summary>
    public ComputeConnection<T> Scan(string from, Func<T, T, T> combine, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return Scanned("inclusive", combine, from, via, s => PrefixScan.Inclusive(s.Environment, s.Plan, combine));
    }

    /// <summary>For each record, what the seed and the records before it come to; each stays on its worker. Parallelism: the same.</summary>
    public ComputeConnection<T> ExclusiveScan(string from, T seed, Func<T, T, T> combine, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return Scanned("exclusive", combine, from, via, s => PrefixScan.Exclusive(s.Environment, s.Plan, seed, combine));
    }

    /// <summary>The records of all these vertices.</summary>
    public ComputeConnection<T> Union(IReadOnlyList<string> from, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (from.Count < 2) _builder.AddError($"A union into '{Vertex.Name}' has {(from.Count == 0 ? "no input" : $"one input, '{from[0]}'")}: name two vertices or more, or use {nameof(Direct)}.");
        return Connect<T>(new(nameof(Union<>)) { CheckTypes = Check }, from, via, s =>
        {
            Union<T> operation = new(s.Environment, s.Plans);
            Delegate[] adds = [.. operation.Inputs.Select(input => (AddRecords<T>)input.Add)];
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), adds);
        });
    }

    /// <summary>The records that both vertices write, each once.</summary>
    public ComputeConnection<T> Intersect(string left, string right, EdgeOptions? via = null) =>
        Compared(nameof(Intersect<>), left, right, via, s => new Intersect<T>(s.Environment, s.Plan, s.Right));

    /// <summary>The records that the left vertex writes and the right one does not, each once.</summary>
    public ComputeConnection<T> Except(string left, string right, EdgeOptions? via = null) =>
        Compared(nameof(Except<>), left, right, via, s => new Except<T>(s.Environment, s.Plan, s.Right));

    private static EdgeShape Batch(string name, EdgeTasks tasks = EdgeTasks.Any) => new(name, tasks) { IsBatchOnly = true, CheckTypes = Check };

    private ComputeConnection<T> Reduced(EdgeShape shape, string from, int length, EdgeOptions? via, Func<EdgeSetting<T>, ReduceOperator<T>> open)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return Connect<T>(shape with { Length = length, Details = length == 1 ? "" : $"vectors of {length}", CheckTypes = Check }, [from], via, s =>
        {
            ReduceOperator<T> operation = open(s);
            return new(s, operation, operation.CopyTo, (AddRecords<T>)operation.Add);
        });
    }

    private ComputeConnection<T> Sampled(string details, string from, EdgeOptions? via, Func<EdgeSetting<T>, Sample<T>> open) =>
        Connect<T>(Batch(nameof(Sample<>), EdgeTasks.Pairs) with { StaysInPlace = true, Details = details }, [from], via, s =>
        {
            Sample<T> operation = open(s);
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });

    private ComputeConnection<T> Scanned(string details, Delegate combine, string from, EdgeOptions? via, Func<EdgeSetting<T>, PrefixScan<T, T>> open) =>
        Connect<T>(Batch(nameof(PrefixScan), EdgeTasks.Pairs) with { StaysInPlace = true, Details = details, Identity = Names.Of(combine) }, [from], via, s =>
        {
            PrefixScan<T, T> operation = open(s);
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });

    private ComputeConnection<T> Compared(string name, string left, string right, EdgeOptions? via, Func<EdgeSetting<T>, SetOperator<T>> open) =>
        Connect<T, T>(Batch(name) with { CheckTypes = KeyTypes.Check<T> }, left, right, via, s =>
        {
            SetOperator<T> operation = open(s);
            return new(s, operation, (target, sink) => operation.Read(target).PassTo(sink), (AddRecords<T>)operation.AddLeft, (AddRecords<T>)operation.AddRight);
        });
}
