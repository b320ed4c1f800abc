namespace Twister2.JobMaster.Barriers;

/// <summary>What workers and worker 0 tell each other while the program runs.</summary>
internal abstract record ControlMessage
{
    public abstract void Write(BinaryWriter writer);

    public static ControlMessage Read(BinaryReader reader) => reader.ReadByte() switch
    {
        ArrivalReport.Code => ArrivalReport.ReadFrom(reader),
        GivingUp.Code => GivingUp.ReadFrom(reader),
        Outcome.Code => Outcome.ReadFrom(reader),
        ChangeNews.Code => ChangeNews.ReadFrom(reader),
        byte code => throw new InvalidDataException($"No control message begins with {code}."),
    };
}

/// <summary>A worker has come to a barrier.</summary>
/// <param name="Kind">Which barriers.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Number">The how manieth, from 1; it has come to those before, too.</param>
internal sealed record Arrival(BarrierKind Kind, int Worker, int Number);

/// <summary>Up the tree: who has come to a barrier, and whose program has returned.</summary>
internal sealed record ArrivalReport(IReadOnlyList<Arrival> Arrivals, IReadOnlyList<int> Returned) : ControlMessage
{
    public const byte Code = 1;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Code);
        writer.Write7BitEncodedInt(Arrivals.Count);
        foreach (Arrival arrival in Arrivals)
        {
            writer.Write((byte)arrival.Kind);
            writer.Write7BitEncodedInt(arrival.Worker);
            writer.Write7BitEncodedInt(arrival.Number);
        }
        writer.Write7BitEncodedInt(Returned.Count);
        foreach (int worker in Returned) writer.Write7BitEncodedInt(worker);
    }

    public static ArrivalReport ReadFrom(BinaryReader reader)
    {
        Arrival[] arrivals = new Arrival[reader.Read7BitEncodedInt()];
        for (int i = 0; i < arrivals.Length; i++) arrivals[i] = new Arrival((BarrierKind)reader.ReadByte(), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        int[] returned = new int[reader.Read7BitEncodedInt()];
        for (int i = 0; i < returned.Length; i++) returned[i] = reader.Read7BitEncodedInt();
        return new ArrivalReport(arrivals, returned);
    }
}

/// <summary>To worker 0: a worker has waited in a barrier for as long as it would.</summary>
internal sealed record GivingUp(BarrierKind Kind, int Number, double Seconds) : ControlMessage
{
    public const byte Code = 2;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Code);
        writer.Write((byte)Kind);
        writer.Write(Number);
        writer.Write(Seconds);
    }

    public static GivingUp ReadFrom(BinaryReader reader) => new((BarrierKind)reader.ReadByte(), reader.ReadInt32(), reader.ReadDouble());
}

/// <summary>How a barrier ended.</summary>
/// <param name="Kind">Which barriers.</param>
/// <param name="Number">The how manieth.</param>
/// <param name="Failure">Why it was not passed; null where all have come. Then it goes down the tree, else from worker 0 to each.</param>
/// <param name="IsTimeout">Whether somebody gave up; else it cannot be passed any more.</param>
internal sealed record Outcome(BarrierKind Kind, int Number, string? Failure = null, bool IsTimeout = false) : ControlMessage
{
    public const byte Code = 3;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Code);
        writer.Write((byte)Kind);
        writer.Write(Number);
        writer.Write(Failure ?? "");
        writer.Write(IsTimeout);
    }

    public static Outcome ReadFrom(BinaryReader reader) => new((BarrierKind)reader.ReadByte(), reader.ReadInt32(), reader.ReadString() is { Length: > 0 } failure ? failure : null, reader.ReadBoolean());
}

/// <summary>Down the tree: how workers are.</summary>
internal sealed record ChangeNews(IReadOnlyList<WorkerChange> Changes) : ControlMessage
{
    public const byte Code = 4;

    public override void Write(BinaryWriter writer)
    {
        writer.Write(Code);
        writer.Write(Changes.Count);
        foreach (WorkerChange change in Changes)
        {
            writer.Write(change.Worker);
            writer.Write((int)change.State);
            writer.Write(change.Message);
        }
    }

    public static ChangeNews ReadFrom(BinaryReader reader)
    {
        WorkerChange[] changes = new WorkerChange[reader.ReadInt32()];
        for (int i = 0; i < changes.Length; i++) changes[i] = new WorkerChange(reader.ReadInt32(), (WorkerState)reader.ReadInt32(), reader.ReadString());
        return new ChangeNews(changes);
    }
}
