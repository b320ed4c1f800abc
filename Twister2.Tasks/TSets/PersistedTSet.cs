using Twister2.Dataflow;
using Twister2.Dataflow.Stores;

namespace Twister2.Tasks;

/// <summary>A data set that is kept within the memory budget and on scratch. See <see cref="TSet{T}.Persist"/>.</summary>
public sealed class PersistedTSet<T> : TSet<T>, IDisposable
{
    private TSet<T>? _input;
    private Partitions<T>? _records;
    private bool _isDisposed;

    internal PersistedTSet(TSet<T> input) : base(input.Environment)
    {
        DataPackers.For<T>(); // A type that cannot be packed is refused in the line that asks for it.
        (_input, KeptBy, KeptOrder) = (input, input.KeptBy, input.KeptOrder);
    }

    internal override KeptBy KeptBy { get; }

    internal override SortOrder<T>? KeptOrder { get; }

    /// <summary>Gives memory and scratch back. Not collective; a worker that uses the set afterwards gets an exception.</summary>
    public void Dispose()
    {
        _records?.Dispose();
        (_records, _input) = (null, null);
        _isDisposed = true;
    }

    internal override Partitions<T> Open()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_input is { } below)
        {
            // What it was computed of is let go: an iterative job would keep every step before it.
            _records = Fill(below);
            _input = null;
        }
        return new(_records!.Run);
    }

    internal override PlanStep Describe() => _input is { } below
        ? new(nameof(Persist), below.Describe()) { Kept = this, Note = "computed once, kept packed; may spill" }
        : new(nameof(Persist)) { Kept = this, Note = "computed already, kept packed; may spill" };

    private Partitions<T> Fill(TSet<T> input)
    {
        WorkerTasks tasks = Environment.Tasks;
        Partitions<T> opened = input.Open();
        // What a shuffle has brought lies in stores of the same kind already.
        if (opened.Keep is { } keep) return keep();
        using Partitions<T> below = opened;
        RecordStore<T>[] stores = tasks.Each(_ => new RecordStore<T>(Environment.Dataflow, nameof(Persist)));
        try
        {
            tasks.ForEach(task => below.Run(task, new GatedSink<T>(stores[task], tasks.Gate)));
            return ReadFrom(stores);
        }
        catch
        {
            foreach (RecordStore<T> store in stores) store.Dispose();
            throw;
        }
    }

    private Partitions<T> ReadFrom(RecordStore<T>[] stores)
    {
        WorkerTasks tasks = Environment.Tasks;
        return new(
            (task, sink) =>
            {
                if (tasks.IsShared) tasks.Inside(() => stores[task].Read().PassTo(new OutsideSink<T>(tasks.Gate, sink)));
                else stores[task].Read().PassTo(sink);
            },
            stores);
    }
}
