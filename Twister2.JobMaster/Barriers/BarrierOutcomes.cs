namespace Twister2.JobMaster.Barriers;

/// <summary>How barriers ended, as far as this worker has heard of it and has not come to them yet.</summary>
internal sealed class BarrierOutcomes
{
    private readonly Dictionary<long, Outcome> _outcomes = [];

    public void Add(Outcome outcome) => _outcomes[KeyOf(outcome.Kind, outcome.Number)] = outcome;

    /// <summary>How one ended; null where it has not.</summary>
    public Outcome? Take(BarrierKind kind, int number) => _outcomes.Remove(KeyOf(kind, number), out Outcome? outcome) ? outcome : null;

    private static long KeyOf(BarrierKind kind, int number) => ((long)kind << 32) | (uint)number;
}
