namespace Twister2.Dataflow.Engine;

/// <summary>Numbers the edges of one worker: 0, 1, 2 … and again from 0. The two largest numbers are for the meetings at which the workers get into step.</summary>
internal sealed class EdgeNumbers(int largest)
{
    /// <summary>What a meeting is called where it is told of.</summary>
    public const string MeetingName = "Keeping step";

    private readonly uint _numbers = (uint)largest - 1;
    private readonly uint _meetEvery = Math.Max(1, ((uint)largest - 1) / 4);
    private uint _sequence;
    private uint _met;

    /// <summary>Edges numbered so far.</summary>
    public uint Count => _sequence;

    /// <summary>Whether so many edges were numbered since the last meeting that there must be another before the next.</summary>
    public bool IsTimeToMeet => _sequence / _meetEvery != _met;

    public EdgeId Next(uint signature)
    {
        uint sequence = _sequence++;
        return new EdgeId((int)(sequence % _numbers), sequence, signature);
    }

    /// <summary>The edge of the next meeting. Two take turns: a worker that has left one meeting may come to the next while others are still leaving.</summary>
    public EdgeId Meeting()
    {
        _met = _sequence / _meetEvery;
        return new EdgeId((int)(_numbers + _met % 2), _met, EdgeId.SignatureOf(MeetingName, typeof(byte))) { Name = MeetingName };
    }

    /// <summary>Passes over numbers, so that a test meets the largest one.</summary>
    internal void Skip(uint count) => _sequence += count;
}
