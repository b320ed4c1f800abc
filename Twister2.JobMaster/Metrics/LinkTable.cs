namespace Twister2.JobMaster.Metrics;

/// <summary>What is known of links, each once: the latest, which has the most messages.</summary>
internal sealed class LinkTable
{
    private readonly Dictionary<int, Dictionary<int, LinkTraffic>> _from = [];

    /// <summary>All, in no order.</summary>
    public IReadOnlyList<LinkTraffic> All
    {
        get
        {
            List<LinkTraffic> all = [];
            foreach (Dictionary<int, LinkTraffic> to in _from.Values) all.AddRange(to.Values);
            return all;
        }
    }

    /// <summary>Whether more has gone over the link than was known.</summary>
    public bool Add(LinkTraffic link)
    {
        if (!_from.TryGetValue(link.From, out Dictionary<int, LinkTraffic>? to)) _from[link.From] = to = [];
        if (to.TryGetValue(link.To, out LinkTraffic? known) && known.Messages >= link.Messages) return false;
        to[link.To] = link;
        return true;
    }
}
