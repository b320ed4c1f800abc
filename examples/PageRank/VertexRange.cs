using System.Runtime.CompilerServices;
using Twister2.Dataflow;

namespace Twister2.Examples.PageRank;

/// <summary>The vertices of a task: an equal part of all, in their order.</summary>
internal readonly record struct VertexRange(int First, int Count)
{
    public static VertexRange Of(int vertices, int task, int tasks)
    {
        int first = (int)Series.Share(vertices, task, tasks);
        return new(first, (int)Series.Share(vertices, task + 1, tasks) - first);
    }

    /// <summary>Brings each link to the task with the vertex that it leads to.</summary>
    public sealed class Partitioner(int vertices, int tasks) : IPartitioner<Link>
    {
        private readonly int[] _ends = [.. Enumerable.Range(0, tasks).Select(task => (int)Series.Share(vertices, task + 1, tasks))];

        // Tasks per vertex, as a multiple of 2^-32, rounded down: what it gives is the task, or just before it.
        private readonly ulong _scale = ((ulong)tasks << 32) / (ulong)vertices;

        // Called for a few hundred links at a time: the fastest code pays from the start.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Choose(int source, ReadOnlySpan<Link> records, Span<int> targets)
        {
            int[] ends = _ends;
            for (int i = 0; i < records.Length; i++)
            {
                int task = (int)((uint)records[i].To * _scale >> 32);
                while (records[i].To >= ends[task]) task++;
                targets[i] = task;
            }
        }
    }
}
