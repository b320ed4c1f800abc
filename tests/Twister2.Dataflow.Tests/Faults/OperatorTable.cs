namespace Twister2.Dataflow.Faults;

/// <summary>An operator in a form in which all of them can be run, made to fail and compared. A new operator gets a row here, and all tests of faults and of determinism.</summary>
/// <param name="Name">What the row is called: the operator, and how it is used.</param>
/// <param name="Shape">Which tasks it has.</param>
/// <param name="Spills">Whether it puts records on scratch when memory is spent, on every run.</param>
/// <param name="Faults">The user code that it runs.</param>
/// <param name="Digest">What its results come to on any number of workers: of the targets one after the other where their order is promised.</param>
/// <param name="Run">Builds it, fills it, and takes its results.</param>
public sealed record OperatorRow(string Name, OperatorShape Shape, bool Spills, IReadOnlyList<Fault> Faults, ulong Digest, Action<OperatorRun> Run)
{
    /// <summary>What messages call the operator.</summary>
    public string Operator => Name.Split('.')[0];

    /// <summary>Whether its records are packed for the workers to agree on something, for no task.</summary>
    public bool PacksToAgree { get; init; }

    /// <summary>Whether its function combines what belongs to no task.</summary>
    public bool CombinesForAll { get; init; }

    /// <summary>
    /// The worker on which it goes wrong: one that has source tasks and target tasks; but who concludes what is agreed on, at the target, packs nothing, and who scatters need not unpack what stays.
    /// </summary>
    public int Faulty(Fault fault, int workers) => (Shape, fault) switch
    {
        (OperatorShape.ToOne, Fault.Packing) when PacksToAgree && workers > 2 => 2,
        (OperatorShape.FromOne, Fault.Unpacking) => 0,
        _ => OperatorRun.Faulty(workers),
    };

    /// <summary>Whether messages can name a task where this goes wrong.</summary>
    public bool NamesTask(Fault fault) => fault == Fault.Function ? !CombinesForAll : !PacksToAgree;
}

/// <summary>All operators.</summary>
public static class OperatorTable
{
    private const OperatorShape ManyToMany = OperatorShape.ManyToMany, ToOne = OperatorShape.ToOne, FromOne = OperatorShape.FromOne, OneToOne = OperatorShape.OneToOne;

    private static readonly Fault[] None = [], Packers = [Fault.Packing, Fault.Unpacking], Functions = [Fault.Function, .. Packers], Hashes = [Fault.Hash, .. Packers],
        All = [Fault.Function, Fault.Hash, .. Packers];

    private static readonly JoinOptions SortMerge = new() { Algorithm = JoinAlgorithm.SortMerge };

    public static IReadOnlyList<OperatorRow> Rows { get; } =
    [
        new("AllGather", ManyToMany, true, Packers, 0xA075246FCBBC7303, PlainRuns.AllGather),
        new("AllReduce", ManyToMany, false, Functions, 0x6157850F6270AB12, PlainRuns.AllReduce) { PacksToAgree = true, CombinesForAll = true },
        new("AllReduce.Sum", ManyToMany, false, None, 0xC6E97E6A95B2BE35, PlainRuns.AllReduceSum),
        new("AntiJoin", ManyToMany, true, Hashes, 0xC5F240E3206B26AA, run => JoinRuns.Anti(run, null)),
        new("AntiJoin.SortMerge", ManyToMany, true, All, 0xC5F240E3206B26AA, run => JoinRuns.Anti(run, SortMerge)),
        new("Broadcast", FromOne, true, Packers, 0x91CF5C24EB43AB1A, PlainRuns.Broadcast),
        new("CoGroup", ManyToMany, true, Hashes, 0xA6CB76332A8A726F, run => JoinRuns.CoGroup(run, null)),
        new("CoGroup.SortMerge", ManyToMany, true, All, 0xA6CB76332A8A726F, run => JoinRuns.CoGroup(run, SortMerge)),
        new("Cross", ManyToMany, true, Packers, 0xF93748550DBA3D01, JoinRuns.Cross),
        new("Direct", OneToOne, true, Packers, 0xC3AF93640B0A8AD8, PlainRuns.Direct),
        new("Distinct", ManyToMany, true, Hashes, 0x22CD84431B07490A, KeyedRuns.Distinct),
        new("Except", ManyToMany, true, Hashes, 0xC45BF943095D3D7B, KeyedRuns.Except),
        new("FullJoin", ManyToMany, true, Hashes, 0xB3D49104CA2A2DE7, run => JoinRuns.Full(run, null)),
        new("FullJoin.SortMerge", ManyToMany, true, All, 0xB3D49104CA2A2DE7, run => JoinRuns.Full(run, SortMerge)),
        new("Gather", ToOne, true, Packers, 0xB6FA6A67C0FF59B7, PlainRuns.Gather),
        new("Intersect", ManyToMany, true, Hashes, 0x5089A9E1C98A91CF, KeyedRuns.Intersect),
        new("Join", ManyToMany, true, Hashes, 0x33B657389854C8C8, run => JoinRuns.Inner(run, null)),
        new("Join.SortMerge", ManyToMany, true, All, 0x33B657389854C8C8, run => JoinRuns.Inner(run, SortMerge)),
        new("KeyedGather", ManyToMany, true, Hashes, 0x7209E55927584058, KeyedRuns.Gather),
        new("KeyedGather.Ordered", ManyToMany, true, Packers, 0xBED411FCE00FB94A, KeyedRuns.GatherOrdered),
        new("KeyedPartition", ManyToMany, true, Hashes, 0x7209E55927584058, KeyedRuns.Partition),
        new("KeyedReduce", ManyToMany, true, All, 0x175CE84DD5AE6758, KeyedRuns.Reduce),
        new("KeyedReduce.Sum", ManyToMany, true, None, 0xF12AFCCF8C3BD9CF, KeyedRuns.Sum),
        new("KeyedReduce.Text", ManyToMany, true, None, 0x15EB9B67F73A8B1B, KeyedRuns.SumOfTexts),
        new("LeftJoin", ManyToMany, true, Hashes, 0x87E35869DD2C12C9, run => JoinRuns.Left(run, null)),
        new("LeftJoin.SortMerge", ManyToMany, true, All, 0x87E35869DD2C12C9, run => JoinRuns.Left(run, SortMerge)),
        new("Merge", ToOne, true, Functions, 0x4FA1ECE9B099AD61, SortRuns.Merge),
        new("Partition", ManyToMany, true, Functions, 0xAC73DCE61EB62FB6, PlainRuns.Partition),
        new("Partition.ByHash", ManyToMany, true, Hashes, 0x7209E55927584058, PlainRuns.PartitionByHash),
        new("Partition.ByRange", ManyToMany, true, Functions, 0x855260D35D7B2FFE, PlainRuns.PartitionByRange),
        new("Partition.RoundRobin", ManyToMany, true, Packers, 0x4AD72F76358233A5, PlainRuns.PartitionRoundRobin),
        new("Pipe", OneToOne, false, Functions, 0xC3AF93640B0A8AD8, PlainRuns.Pipe),
        new("PrefixScan", ManyToMany, true, Functions, 0x67A254982491461C, ScanRuns.PrefixScan),
        new("Reduce", ToOne, false, Functions, 0x4BEE6C11CBE73A5C, PlainRuns.Reduce) { PacksToAgree = true, CombinesForAll = true },
        new("RightJoin", ManyToMany, true, Hashes, 0x992B6B689C469565, run => JoinRuns.Right(run, null)),
        new("RightJoin.SortMerge", ManyToMany, true, All, 0x992B6B689C469565, run => JoinRuns.Right(run, SortMerge)),
        new("Sample", ManyToMany, true, Packers, 0xEFF24E46B5904C0F, ScanRuns.Sample),
        new("Sample.Fraction", ManyToMany, true, Packers, 0x37B2DF6749C9DD23, ScanRuns.SampleFraction),
        new("Scatter", FromOne, true, Packers, 0xC28873DB6D4B173C, PlainRuns.Scatter),
        new("SemiJoin", ManyToMany, true, Hashes, 0xB7EEBB978AB95633, run => JoinRuns.Semi(run, null)),
        new("SemiJoin.SortMerge", ManyToMany, true, All, 0xB7EEBB978AB95633, run => JoinRuns.Semi(run, SortMerge)),
        new("Sort", ManyToMany, true, Functions, 0x4FA1ECE9B099AD61, SortRuns.Sort) { PacksToAgree = true },
        new("Sort.FromSample", ManyToMany, true, Functions, 0x4FA1ECE9B099AD61, SortRuns.FromSample) { PacksToAgree = true },
        new("TableJoin", ManyToMany, true, None, 0xD57C7837F321B3BC, TableRuns.Join),
        new("TablePartition", ManyToMany, true, [Fault.Function], 0xAC73DCE61EB62FB6, TableRuns.Partition),
        new("TablePartition.Ordered", ManyToMany, true, None, 0x888EDCE2324B96F9, TableRuns.PartitionOrdered),
        new("TopK", ToOne, false, Functions, 0x0B3CD9DD92B8C145, SortRuns.TopK) { PacksToAgree = true },
        new("Union", ManyToMany, true, Packers, 0x8952C5D0C5E67A77, ScanRuns.Union),
        new("Union.Ordered", ManyToMany, true, Packers, 0xB8F44679AC3C27A8, ScanRuns.UnionOrdered),
        new("Zip", ManyToMany, true, Packers, 0xAB27A64431F39E1A, ScanRuns.Zip),
        new("ZipWithIndex", ManyToMany, true, Packers, 0x3358137CB4FF68B4, ScanRuns.ZipWithIndex),
    ];

    public static OperatorRow Named(string name) => Rows.Single(row => row.Name == name);
}
