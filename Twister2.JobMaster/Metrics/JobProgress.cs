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
    private readonly Dictionary<ulong, StageCounts> _counts = [];
    private readonly Dictionary<(int From, int To), LinkTraffic> _links = [];
    private readonly Dictionary<StageLedger, (string Id, ulong Key)> _stages = [];
    private readonly List<StageLedger> _order = [];
    private bool _stagesChanged, _linksChanged;

    public void Take(News news)
    {
        lock (_gate)
        {
            foreach ((ulong stage, StageCounts counts) in news.Stages) _counts[stage] = _counts.TryGetValue(stage, out StageCounts before) ? before.Plus(in counts) : counts;
            foreach (LinkTraffic link in news.Links)
                if (_links.GetValueOrDefault((link.From, link.To)).Messages < link.Messages) _links[(link.From, link.To)] = link;
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
            IEnumerable<LinkTraffic> links = _links.Count <= MostLinks ? _links.Values : _links.Values.OrderByDescending(static link => link.Bytes).Take(MostLinks);
            return new JobLinks { Time = time.GetUtcNow(), Workers = workers, Links = [.. links.OrderBy(static link => (link.From, link.To))] };
        }
    }

    /// <summary>Looks which stages there are; whether there are more than before.</summary>
    private bool Learn()
    {
        int before = _order.Count;
        IReadOnlyList<DataflowEnvironment> all = dataflows();
        for (int i = 0; i < all.Count; i++)
            foreach (StageLedger stage in all[i].Stages.All)
                if (_stages.TryAdd(stage, ($"{_order.Count}", WorkerReport.KeyOf(stage, i)))) _order.Add(stage);
        return _order.Count > before;
    }

    private StageProgress ProgressOf(StageLedger stage)
    {
        (string id, ulong key) = _stages[stage];
        StageCounts counts = _counts.GetValueOrDefault(key);
        long tasks = Math.Max(stage.AllTasks, counts.Tasks);
        bool isDone = tasks > 0 && counts.TasksDone >= tasks;
        return new StageProgress
        {
            Id = id,
            Name = stage.Name,
            Kind = stage.Kind,
            Graph = stage.Graph,
            Inputs = [.. stage.Inputs.Select(input => _stages.TryGetValue(input, out (string Id, ulong Key) known) ? known.Id : null).OfType<string>()],
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
}
