using Twister2.Dataflow;
using Twister2.Dataflow.Diagnosis;
using Twister2.JobMaster.Heartbeats;

namespace Twister2.JobMaster.Metrics;

/// <summary>What a worker has to tell of itself: how it is, what has been done in its stages since it told last, and which of its links have carried more. From any thread.</summary>
internal sealed class WorkerReport(int worker, int workers, Pulse pulse, Func<IReadOnlyList<DataflowEnvironment>> dataflows)
{
    // Links that all workers tell of together: more than the 10,000 that are shown, so that those are right though each worker knows only its own.
    private const int AllLinks = 20_000, LeastLinks = 8;

    // Ten times as rare where there are so many workers.
    private const int LinksEvery = 2, ManyWorkers = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StageCounts> _stages = [];
    private readonly LinkTable _links = new();
    private long _times;
    private int _published;

    /// <summary>What there is to tell now.</summary>
    /// <param name="isLast">Whether it is the last time.</param>
    public News Tell(bool isLast = false)
    {
        lock (_gate)
        {
            News news = new() { IsLast = isLast };
            news.Add(pulse.Feel());
            IReadOnlyList<DataflowEnvironment> all = dataflows();
            // Not at the start: whoever looks at a meter can wait for a second, and a short job need not make it.
            if (_times > 0 && !isLast) Publish(all);
            for (int i = 0; i < all.Count; i++)
                foreach (StageLedger stage in all[i].Stages.All) AddChange(news, KeyOf(stage, i), stage.Counts);
            if (_times++ % (workers > ManyWorkers ? 10 * LinksEvery : LinksEvery) == 0 || isLast) AddLinks(news, all);
            return news;
        }
    }

    /// <summary>How the worker is now, and nothing of stages and links.</summary>
    public News TellOfWorker()
    {
        News news = new();
        news.Add(pulse.Feel());
        return news;
    }

    /// <summary>Names a stage among those of all environments of the worker.</summary>
    public static string KeyOf(StageLedger stage, int environment) => environment == 0 ? stage.Key : $"{stage.Key}.{environment}";

    private void Publish(IReadOnlyList<DataflowEnvironment> all)
    {
        for (; _published < all.Count; _published++) DataflowMeter.Publish(all[_published]);
    }

    private void AddChange(News news, string key, StageCounts counts)
    {
        StageCounts told = _stages.TryGetValue(key, out StageCounts? before) ? before : StageCounts.None;
        if (counts == told) return;
        news.Add(key, counts.Since(told));
        _stages[key] = counts;
    }

    private void AddLinks(News news, IReadOnlyList<DataflowEnvironment> all)
    {
        Dictionary<int, LinkTraffic> sums = [];
        foreach (DataflowEnvironment dataflow in all)
            foreach (LinkTotal link in dataflow.Counters.SentTo.All())
                sums[link.Worker] = sums.TryGetValue(link.Worker, out LinkTraffic? sum)
                    ? new LinkTraffic(worker, link.Worker, sum.Bytes + link.Bytes, sum.Messages + link.Messages)
                    : new LinkTraffic(worker, link.Worker, link.Bytes, link.Messages);
        List<LinkTraffic> links = [.. sums.Values];
        int most = Math.Max(LeastLinks, AllLinks / workers);
        if (links.Count > most)
        {
            links.Sort(static (a, b) => b.Bytes.CompareTo(a.Bytes));
            links.RemoveRange(most, links.Count - most);
        }
        foreach (LinkTraffic link in links)
            if (_links.Add(link)) news.Add(link);
    }
}
