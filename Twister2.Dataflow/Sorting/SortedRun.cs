using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Sorting;

/// <summary>Records on scratch, in order: blocks of them.</summary>
internal sealed class SortedRun
{
    public List<RunBlock> Blocks { get; } = [];
}

/// <summary>A block of a run, and how many records it has.</summary>
internal readonly record struct RunBlock(SpilledBlock Bytes, int Records);
