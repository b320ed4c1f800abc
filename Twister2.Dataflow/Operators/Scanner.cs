using Twister2.Dataflow.Engine;

namespace Twister2.Dataflow;

/// <summary>How a scan goes over records, a chunk at a time.</summary>
internal interface IScanner<T, TResult>
{
    TResult Combine(TResult a, TResult b);

    /// <summary>Adds records to what those before them came to.</summary>
    void Fold(ReadOnlySpan<T> records, ref Total<TResult> sum);

    /// <summary>Gives for each record what those up to it come to, or, where it is not to be counted, what those before it come to, which must be something then.</summary>
    void Scan(ReadOnlySpan<T> records, Span<TResult> results, ref Total<TResult> sum, bool inclusive);
}

/// <summary>How records come to a result, one after the other. Implemented by structs, so that it costs no call per record where it is known.</summary>
internal interface IScanOperation<T, TResult>
{
    TResult First(in T record);

    TResult Next(TResult sum, in T record);

    TResult Combine(TResult a, TResult b);
}

internal sealed class Scanner<T, TResult, TOperation>(TOperation operation) : IScanner<T, TResult>
    where TOperation : struct, IScanOperation<T, TResult>
{
    private readonly TOperation _operation = operation;

    public TResult Combine(TResult a, TResult b) => _operation.Combine(a, b);

    public void Fold(ReadOnlySpan<T> records, ref Total<TResult> sum)
    {
        if (records.IsEmpty) return;
        TOperation operation = _operation;
        TResult current = sum.HasValue ? operation.Next(sum.Value, in records[0]) : operation.First(in records[0]);
        for (int i = 1; i < records.Length; i++) current = operation.Next(current, in records[i]);
        sum = new Total<TResult>(current);
    }

    public void Scan(ReadOnlySpan<T> records, Span<TResult> results, ref Total<TResult> sum, bool inclusive)
    {
        if (records.IsEmpty) return;
        results = results[..records.Length];
        TOperation operation = _operation;
        TResult current = sum.Value;
        if (inclusive)
        {
            results[0] = current = sum.HasValue ? operation.Next(current, in records[0]) : operation.First(in records[0]);
            for (int i = 1; i < records.Length; i++) results[i] = current = operation.Next(current, in records[i]);
        }
        else
        {
            for (int i = 0; i < records.Length; i++)
            {
                results[i] = current;
                current = operation.Next(current, in records[i]);
            }
        }
        sum = new Total<TResult>(current);
    }
}

/// <summary>Records are combined with each other.</summary>
internal readonly struct CombineRecords<T, TReducer>(TReducer reducer) : IScanOperation<T, T> where TReducer : struct, IReducer<T>
{
    private readonly TReducer _reducer = reducer;

    public T First(in T record) => record;

    public T Next(T sum, in T record) => _reducer.Combine(sum, record);

    public T Combine(T a, T b) => _reducer.Combine(a, b);
}

/// <summary>Records are added to a result of another type, which begins with what no records come to.</summary>
internal readonly struct AccumulateRecords<T, TResult>(TResult seed, Func<TResult, T, TResult> accumulate, Func<TResult, TResult, TResult> combine) : IScanOperation<T, TResult>
{
    public TResult First(in T record) => accumulate(seed, record);

    public TResult Next(TResult sum, in T record) => accumulate(sum, record);

    public TResult Combine(TResult a, TResult b) => combine(a, b);
}
