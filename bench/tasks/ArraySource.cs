using Twister2.Tasks;

namespace Twister2.Bench;

/// <summary>A data set of what each worker has in an array already.</summary>
internal static class ArraySource
{
    private const int Chunk = 16 << 10;

    /// <summary>Records of this worker's array, where they lie.</summary>
    public static TSet<T> FromArray<T>(this BatchEnvironment batch, T[] records) => batch.CreateSource<T>((_, output) =>
    {
        for (int i = 0; i < records.Length; i += Chunk) output.Add(records.AsSpan(i, Math.Min(Chunk, records.Length - i)));
    });
}
