using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Edges that put records beside others, or beside their number.</summary>
public static class PairConnections
{
    /// <summary>Every pair of a record of one vertex and one of the other.</summary>
    public static ComputeConnection<(TLeft Left, TRight Right)> Cross<TLeft, TRight>(
        this ComputeConnection<(TLeft Left, TRight Right)> to, string left, string right, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Connect<TLeft, TRight>(new(nameof(Cross)) { IsBatchOnly = true, CheckTypes = Check<TLeft, TRight> }, left, right, via, s =>
        {
            Cross<TLeft, TRight> operation = new(s.Environment, s.Plan, s.Right);
            return new(s, operation, operation.CopyTo, (AddRecords<TLeft>)operation.AddLeft, (AddRecords<TRight>)operation.AddRight);
        });
    }

    /// <summary>The i-th record of the left vertex with the i-th of the right one, where the left one is. Parallelism: that of the left vertex.</summary>
    public static ComputeConnection<(TLeft Left, TRight Right)> Zip<TLeft, TRight>(
        this ComputeConnection<(TLeft Left, TRight Right)> to, string left, string right, ZipLengths lengths = ZipLengths.MustBeEqual, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        EdgeShape shape = new(nameof(Zip), EdgeTasks.Pairs)
        {
            IsBatchOnly = true,
            StaysInPlace = true,
            Details = lengths == ZipLengths.MustBeEqual ? "" : "the shorter side decides",
            CheckTypes = Check<TLeft, TRight>,
        };
        return to.Connect<TLeft, TRight>(shape, left, right, via, s =>
        {
            Zip<TLeft, TRight> operation = new(s.Environment, s.Plan, s.Right, lengths);
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<TLeft>)operation.AddLeft, (AddRecords<TRight>)operation.AddRight);
        });
    }

    /// <summary>Each record with its number, from 0, in the order of the sources; each stays on its worker. Parallelism: the same.</summary>
    public static ComputeConnection<(long Index, T Item)> ZipWithIndex<T>(this ComputeConnection<(long Index, T Item)> to, string from, EdgeOptions? via = null)
    {
        ArgumentNullException.ThrowIfNull(to);
        EdgeShape shape = new(nameof(ZipWithIndex), EdgeTasks.Pairs) { IsBatchOnly = true, StaysInPlace = true, CheckTypes = static () => DataPackers.For<T>() };
        return to.Connect<T>(shape, [from], via, s =>
        {
            ZipWithIndex<T> operation = new(s.Environment, s.Plan);
            return new(s, operation, (target, sink) => operation.Consume(target).PassTo(sink), (AddRecords<T>)operation.Add);
        });
    }

    private static void Check<TLeft, TRight>()
    {
        DataPackers.For<TLeft>();
        DataPackers.For<TRight>();
    }
}
