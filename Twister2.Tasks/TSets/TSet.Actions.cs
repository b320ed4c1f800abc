using Twister2.Dataflow;

namespace Twister2.Tasks;

// Further actions: collective, and with the same result on every worker.
public abstract partial class TSet<T>
{
    /// <summary>
    /// Combines all records with <paramref name="reduce"/>, which must be associative, in the order of the set. The result is on every worker. LINQ's <c>Aggregate</c>. Action; collective.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no records; <see cref="AllReduce"/> takes a value for that case.</exception>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public T Reduce(Func<T, T, T> reduce)
    {
        ArgumentNullException.ThrowIfNull(reduce);
        return Environment.RunAction(nameof(Reduce), () => Actions.Reduce(this, reduce)) is { HasValue: true } result
            ? result.Value
            : throw new InvalidOperationException($"{nameof(Reduce)} of a data set without records. {nameof(AllReduce)} takes a value for that case.");
    }

    /// <summary>
    /// The first records, <paramref name="count"/> at most, in the order of the set, on every worker. What is only mapped and filtered on its way from a source is read no further than necessary;
    /// of an ordered set, unless very many are wanted, each worker keeps only those that may be among them. Action; collective.
    /// </summary>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public T[] Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Environment.RunAction(nameof(Take), () => TakeFirst(count));
    }

    /// <summary>The first record, on every worker, read as by <see cref="Take"/>. Action; collective.</summary>
    /// <exception cref="InvalidOperationException">There are no records.</exception>
    /// <exception cref="NotSupportedException">Records of this type cannot be sent; the message says what can be done.</exception>
    public T First() => Environment.RunAction(nameof(First), () => TakeFirst(1)) is [var first]
        ? first
        : throw new InvalidOperationException($"{nameof(First)} of a data set without records.");

    /// <summary>
    /// Calls <paramref name="action"/> with each record, on the worker that has it, in the order of its task; other tasks do so at the same time, also those of one worker with several threads. Action; collective, but it does not wait for the others.
    /// </summary>
    public void ForEach(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Environment.RunAction(nameof(ForEach), () =>
        {
            Environment.ForEachTask(this, task => new ForEachSink(action, Environment.PlaceOf(nameof(ForEach), task)));
            return true;
        });
    }

    /// <summary>The first records of the set, inside an action.</summary>
    internal virtual T[] TakeFirst(int count) => Actions.Take(this, count);

    private sealed class ForEachSink(Action<T> action, UserPlace place) : IChunkSink<T>
    {
        public void Add(ReadOnlySpan<T> chunk)
        {
            try
            {
                foreach (T record in chunk) action(record);
            }
            catch (Exception e) when (place.Notes(e))
            {
                throw;
            }
        }
    }
}
