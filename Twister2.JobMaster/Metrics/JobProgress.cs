using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster.Metrics;

/// <summary>
/// What worker 0 has heard of stages and links. What the stages are it knows from its own operators, which are the same on all workers; what others have done in one that it has not come to yet waits until it has. Taken by
/// one thread, looked at by another.
/// </summary>
internal sealed class JobProgress(int workers, Func<IReadOnlyList<DataflowEnvironment>> dataflows, TimeProvider time)
{
    private const int MostLinks = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StageCounts> _counts = [];
    private readonly LinkTable _links = new();
    private readonly Dictionary<StageLedger, StageNames> _stages = [];
    private readonly List<StageLedger> _order = [];
    private bool _stagesChanged, _linksChanged;

    public void Take(News news)
    {
        lock (_gate)
        {
            foreach ((string stage, StageCounts counts) in news.Stages) _counts[stage] = _counts.TryGetValue(stage, out StageCounts? before) ? before.Plus(counts) : counts;
            foreach (LinkTraffic link in news.Links) _links.Add(link);
            _stagesChanged |= news.Stages.Count > 0;
            _linksChanged |= news.Links.Count > 0;
        }
    }

    /// <summary>How far the stages have come; null where nothing has changed since this was asked last.</summary>
    public JobStages? LookAtStages(bool always)
    {
        lock (_gate)
        {
            bool isKnown = !Learn() && !_stagesChanged;
            _stagesChanged = false;
            return isKnown && !always ? null : new JobStages { Time = time.GetUtcNow(), Stages = [.. _order.Select(ProgressOf)] };
        }
    }

    /// <summary>Who has sent how much to whom; null where nothing has changed since this was asked last.</summary>
    public JobLinks? LookAtLinks(bool always)
    {
        lock (_gate)
        {
            if (!_linksChanged && !always) return null;
            _linksChanged = false;
            List<LinkTraffic> links = [.. _links.All];
            if (links.Count > MostLinks)
            {
                links.Sort(static (a, b) => b.Bytes.CompareTo(a.Bytes));
                links.RemoveRange(MostLinks, links.Count - MostLinks);
            }
            links.Sort(static (a, b) => a.From != b.From ? a.From.CompareTo(b.From) : a.To.CompareTo(b.To));
            return new JobLinks { Time = time.GetUtcNow(), Workers = workers, Links = links };
        }
    }

    /// <summary>Looks which stages there are; whether there are more than before.</summary>
    private bool Learn()
    {
        int before = _order.Count;
        IReadOnlyList<DataflowEnvironment> all = dataflows();
        for (int i = 0; i < all.Count; i++)
            foreach (StageLedger stage in all[i].Stages.All)
                if (_stages.TryAdd(stage, new StageNames($"{_order.Count}", WorkerReport.KeyOf(stage, i)))) _order.Add(stage);
        return _order.Count > before;
    }

    private StageProgress ProgressOf(StageLedger stage)
    {
        (string id, string key) = _stages[stage];
        StageCounts counts = _counts.TryGetValue(key, out StageCounts? known) ? known : StageCounts.None;
        long tasks = Math.Max(stage.AllTasks, counts.Tasks);
        bool isDone = tasks > 0 && counts.TasksDone >= tasks;
        return new StageProgress
        {
            Id = id,
            Name = stage.Name,
            Kind = stage.Kind,
            Graph = stage.Graph,
            Inputs = [.. stage.Inputs.Where(_stages.ContainsKey).Select(input => _stages[input].Id)],
            State = isDone ? StageState.Done : counts.Started > 0 ? StageState.Running : StageState.Pending,
            Tasks = tasks,
            TasksDone = counts.TasksDone,
            Runs = stage.Runs,
            RecordsIn = counts.RecordsIn,
            RecordsOut = counts.RecordsOut,
            BytesOut = counts.BytesOut,
            Spilled = counts.Spilled,
            Waiting = counts.Waited / 1e6,
            Started = TimeOf(counts.Started),
            Ended = isDone ? TimeOf(counts.Ended) : null,
        };
    }

    private static DateTimeOffset? TimeOf(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    /// <summary>How a stage is called in the file, and in messages.</summary>
    private sealed record StageNames(string Id, string Key);
}
