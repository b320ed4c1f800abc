using Twister2.Dataflow;
using Twister2.Dataflow.Stores;

namespace Twister2.Tasks;

/// <summary>A data set that is kept within the memory budget and on scratch. See <see cref="TSet{T}.Persist"/>.</summary>
public sealed class PersistedTSet<T> : TSet<T>, IDisposable
{
    private readonly TSet<T> _input;
    private RecordStore<T>? _store;
    private bool _isDisposed;

    internal PersistedTSet(TSet<T> input) : base(input.Environment)
    {
        DataPackers.For<T>(); // A type that cannot be packed is refused in the line that asks for it.
        _input = input;
    }

    /// <summary>Gives memory and scratch back. Not collective; a worker that uses the set afterwards gets an exception.</summary>
    public void Dispose()
    {
        _store?.Dispose();
        _store = null;
        _isDisposed = true;
    }

    internal override void Run(IChunkSink<T> sink)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _store ??= Fill();
        _store.Read().PassTo(sink);
    }

    private RecordStore<T> Fill()
    {
        RecordStore<T> store = new(Environment.Dataflow, nameof(Persist));
        try
        {
            _input.Run(store);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
