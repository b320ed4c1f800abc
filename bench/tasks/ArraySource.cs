using Twister2.Tasks;

namespace Twister2.Bench;

/// <summary>A data set of what each worker has in an array already.</summary>
internal static class ArraySource
{
    /// <summary>Records of this worker's array, where they lie.</summary>
    public static TSet<T> FromArray<T>(this BatchEnvironment batch, T[] records) => batch.Parallelize(Enumerable.Range(0, batch.WorkerCount)).Compute(() => new Emit<T>(records));

    private sealed class Emit<T>(T[] records) : ComputeFunction<int, T>
    {
        private const int Chunk = 16 << 10;

        public override void Compute(ReadOnlySpan<int> worker, RecordCollector<T> output)
        {
            for (int i = 0; i < records.Length; i += Chunk) output.Add(records.AsSpan(i, Math.Min(Chunk, records.Length - i)));
        }
    }
}
