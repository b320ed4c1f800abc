using Twister2.Dataflow;

namespace Twister2.Bench.Scaling;

/// <summary>What an operator cost one worker.</summary>
readonly record struct OperatorNumbers(long Messages, long Bytes, long Buffers)
{
    public static OperatorNumbers Of(OperatorStatistics o) => new(o.Sent.Messages, o.Sent.WireBytes, o.PeakBuffers);
}

/// <summary>What an operator cost the workers of one run: on the average, and where it cost most.</summary>
sealed record Measurement(int Workers, double Messages, double MostMessages, double Bytes, double MostBuffers)
{
    public static Measurement Of(int workers, OperatorStatistics[] all) => Of(workers, [.. all.Select(OperatorNumbers.Of)]);

    public static Measurement Of(int workers, OperatorNumbers[] all) =>
        new(workers, all.Average(o => o.Messages), all.Max(o => o.Messages), all.Average(o => o.Bytes), all.Max(o => o.Buffers));
}
