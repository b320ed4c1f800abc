using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>Neighbouring tasks that are taken together, and whether any of them has a value.</summary>
internal readonly record struct TaskRun(int First, int Last, bool HasValue);

/// <summary>
/// Scans one value of each task in the order of the tasks, wherever they run: up a binomial tree go the values of tasks, neighbours combined into one; down goes what comes before each of
/// them. N − 1 messages each way. Where tasks are numbered along the workers each carries one value or two; where they are dealt out, as many as there are gaps.
/// </summary>
/// <remarks>The function must be associative; it is called with values of neighbours only, the earlier first.</remarks>
internal sealed class TaskScan<T>(DataflowEnvironment env, string name, Func<T, T, T> combine) : TreeEdge(env, name, typeof(T), root: 0)
{
    private readonly IDataPacker<(TaskRun[], T[])> _packer = CheckedPacker<(TaskRun[], T[])>.Of(DataPackers.For<(TaskRun[], T[])>(), $"{name}: worker {env.Worker}");
    private readonly Dictionary<int, List<Part>> _received = [];
    private List<Part> _mine = [];

    /// <summary>Tasks of this worker and runs of those below it, in the order of the tasks.</summary>
    private List<Part> _parts = [];
    private readonly Dictionary<int, Total<T>> _before = [];
    private Total<T> _all;

    /// <summary>The value of neighbouring tasks, or what comes before them, and the worker that told it.</summary>
    private readonly record struct Part(int Worker, int First, int Last, Total<T> Value);

    /// <summary>What all tasks came to.</summary>
    public Total<T> All => _all;

    /// <summary>What the tasks before a task of this worker came to.</summary>
    public Total<T> Before(int task) => _before[task];

    /// <summary>Gives the values of this worker's tasks, in their order.</summary>
    public void Give(IEnumerable<(int Task, Total<T> Value)> values)
    {
        _mine = [.. values.Select(value => new Part(Environment.Worker, value.Task, value.Task, value.Value))];
        Begin();
    }

    public override void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        ChunkReader reader = new(payload);
        (TaskRun[], T[])[] packed = new (TaskRun[], T[])[1];
        _packer.Unpack(ref reader, packed);
        if (!_received.TryAdd(sourceWorker, Unpack(sourceWorker, packed[0]))) throw new CorruptChunkException("A second value where one was to come.");
    }

    protected override bool HasReceived(int worker) => _received.ContainsKey(worker);

    protected override void GoUp()
    {
        _parts = [.. _mine.Concat(Tree.Children().SelectMany(child => _received[child])).OrderBy(part => part.First)];
        _received.Clear();
        List<Part> runs = Runs();
        // At the root all tasks are in one run, and nothing comes before it.
        if (Tree.IsRoot) GoDown([.. runs.Select(run => run with { Value = default })], runs[0].Value);
        else Send(Tree.Parent, runs);
    }

    protected override void ComeDown()
    {
        _received.Remove(Tree.Parent, out List<Part>? before);
        GoDown(before![..^1], before[^1].Value);
    }

    /// <summary>Takes neighbours together.</summary>
    private List<Part> Runs()
    {
        List<Part> runs = [];
        foreach (Part part in _parts)
        {
            if (runs.Count > 0 && runs[^1] is { } last && last.Last + 1 == part.First) runs[^1] = last with { Last = part.Last, Value = last.Value.Then(part.Value, combine) };
            else runs.Add(part);
        }
        return runs;
    }

    /// <summary>Tells this worker's tasks and the workers below what comes before each of their runs, and what all came to.</summary>
    private void GoDown(List<Part> beforeRuns, Total<T> all)
    {
        ILookup<int, Part> told = BeforeParts(beforeRuns).ToLookup(part => part.Worker);
        foreach (int child in Tree.Children()) Send(child, [.. told[child], new Part(Environment.Worker, 0, 0, all)]);
        foreach (Part part in told[Environment.Worker]) _before.Add(part.First, part.Value);
        _all = all;
        _parts = _mine = [];
        Complete();
    }

    private IEnumerable<Part> BeforeParts(List<Part> beforeRuns)
    {
        int run = -1;
        Total<T> before = default;
        foreach (Part part in _parts)
        {
            if (run < 0 || part.First > beforeRuns[run].Last) before = beforeRuns[++run].Value;
            yield return part with { Value = before };
            if (part.Last < beforeRuns[run].Last) before = before.Then(part.Value, combine);
        }
    }

    private static List<Part> Unpack(int worker, (TaskRun[] Runs, T[] Values) packed)
    {
        if (packed.Runs.Count(run => run.HasValue) != packed.Values.Length) throw new CorruptChunkException($"{packed.Values.Length} values for {packed.Runs.Length} runs of tasks.");
        int next = 0;
        return [.. packed.Runs.Select(run => new Part(worker, run.First, run.Last, run.HasValue ? new Total<T>(packed.Values[next++]) : default))];
    }

    private void Send(int worker, List<Part> parts)
    {
        TaskRun[] runs = [.. parts.Select(part => new TaskRun(part.First, part.Last, part.Value.HasValue))];
        ChunkWriter writer = NewMessage();
        _packer.Pack([(runs, [.. parts.Where(part => part.Value.HasValue).Select(part => part.Value.Value)])], writer);
        Post(worker, writer);
    }
}
