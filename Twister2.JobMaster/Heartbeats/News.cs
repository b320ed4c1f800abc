using Twister2.Dataflow.Diagnosis;
using Twister2.JobMaster.Metrics;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>
/// What goes up the tree in one message: the last word of each worker, and what all of them have done in each stage since the message before, added up, so that it does not matter how many they are.
/// </summary>
internal sealed class News
{
    private readonly Dictionary<int, Beat> _beats = [];
    private readonly Dictionary<string, StageCounts> _stages = [];
    private readonly LinkTable _links = new();

    public IReadOnlyCollection<Beat> Beats => _beats.Values;

    /// <summary>What was done since.</summary>
    public Dictionary<string, StageCounts> Stages => _stages;

    /// <summary>What went over a link since the job's start, where that has changed.</summary>
    public IReadOnlyList<LinkTraffic> Links => _links.All;

    /// <summary>Whether those who are behind the sender have nothing more to tell, nor has it.</summary>
    public bool IsLast { get; init; }

    /// <summary>Of each worker the last word is enough.</summary>
    public void Add(Beat beat)
    {
        if (!_beats.TryGetValue(beat.Worker, out Beat? known) || known.Number < beat.Number) _beats[beat.Worker] = beat;
    }

    public void Add(string stage, StageCounts counts) => _stages[stage] = _stages.TryGetValue(stage, out StageCounts? before) ? before.Plus(counts) : counts;

    public void Add(LinkTraffic link) => _links.Add(link);

    public void Add(News other)
    {
        foreach (Beat beat in other.Beats) Add(beat);
        foreach ((string stage, StageCounts counts) in other.Stages) Add(stage, counts);
        foreach (LinkTraffic link in other.Links) Add(link);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(IsLast);
        writer.Write7BitEncodedInt(_beats.Count);
        foreach (Beat beat in _beats.Values) beat.Write(writer);
        writer.Write7BitEncodedInt(_stages.Count);
        foreach ((string stage, StageCounts counts) in _stages) Write(writer, stage, counts);
        IReadOnlyList<LinkTraffic> links = Links;
        writer.Write7BitEncodedInt(links.Count);
        foreach (LinkTraffic link in links) Write(writer, link);
    }

    public static News Read(BinaryReader reader)
    {
        News news = new() { IsLast = reader.ReadBoolean() };
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--) news.Add(Beat.Read(reader));
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--) news.Add(reader.ReadString(), ReadCounts(reader));
        for (int count = reader.Read7BitEncodedInt(); count > 0; count--)
            news.Add(new LinkTraffic(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));
        return news;
    }

    private static void Write(BinaryWriter writer, string stage, StageCounts counts)
    {
        writer.Write(stage);
        foreach (long number in (ReadOnlySpan<long>)[counts.Tasks, counts.TasksDone, counts.RecordsIn, counts.RecordsOut, counts.BytesOut, counts.Spilled, counts.Waited, counts.Started, counts.Ended])
            writer.Write7BitEncodedInt64(number);
    }

    private static StageCounts ReadCounts(BinaryReader reader)
    {
        Span<long> numbers = stackalloc long[9];
        foreach (ref long number in numbers) number = reader.Read7BitEncodedInt64();
        return new StageCounts(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7], numbers[8]);
    }

    private static void Write(BinaryWriter writer, LinkTraffic link)
    {
        writer.Write7BitEncodedInt(link.From);
        writer.Write7BitEncodedInt(link.To);
        writer.Write7BitEncodedInt64(link.Bytes);
        writer.Write7BitEncodedInt64(link.Messages);
    }
}
