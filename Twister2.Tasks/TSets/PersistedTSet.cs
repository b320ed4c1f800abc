using Twister2.Dataflow;
using Twister2.Dataflow.Stores;

namespace Twister2.Tasks;

/// <summary>A data set that is kept within the memory budget and on scratch. See <see cref="TSet{T}.Persist"/>.</summary>
public sealed class PersistedTSet<T> : TSet<T>, IDisposable
{
    private readonly TSet<T> _input;
    private RecordStore<T>[]? _stores;
    private bool _isDisposed;

    internal PersistedTSet(TSet<T> input) : base(input.Environment)
    {
        DataPackers.For<T>(); // A type that cannot be packed is refused in the line that asks for it.
        _input = input;
    }

    internal override KeptBy KeptBy => _input.KeptBy;

    /// <summary>Gives memory and scratch back. Not collective; a worker that uses the set afterwards gets an exception.</summary>
    public void Dispose()
    {
        foreach (RecordStore<T> store in _stores ?? []) store.Dispose();
        _stores = null;
        _isDisposed = true;
    }

    internal override Partitions<T> Open()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RecordStore<T>[] stores = _stores ??= Fill();
        WorkerTasks tasks = Environment.Tasks;
        return new((task, sink) =>
        {
            if (tasks.IsShared) tasks.Inside(() => stores[task].Read().PassTo(new OutsideSink<T>(tasks.Gate, sink)));
            else stores[task].Read().PassTo(sink);
        });
    }

    internal override PlanStep Describe() =>
        new(nameof(Persist), _input.Describe()) { Kept = this, Note = $"{(_stores is null ? "computed once" : "computed already")}, kept packed; may spill" };

    private RecordStore<T>[] Fill()
    {
        WorkerTasks tasks = Environment.Tasks;
        using Partitions<T> below = _input.Open();
        RecordStore<T>[] stores = tasks.Each(_ => new RecordStore<T>(Environment.Dataflow, nameof(Persist)));
        try
        {
            tasks.ForEach(task => below.Run(task, new GatedSink<T>(stores[task], tasks.Gate)));
            return stores;
        }
        catch
        {
            foreach (RecordStore<T> store in stores) store.Dispose();
            throw;
        }
    }
}
