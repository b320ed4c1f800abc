using System.Diagnostics.CodeAnalysis;

namespace Twister2.Mpi.SingleProcess;

/// <summary>Objects of one kind by handle. Called under the lock of <see cref="ProcessState"/>.</summary>
internal sealed class ObjectTable<T>
{
    private readonly Dictionary<nint, T> _objects = [];

    /// <summary>Sets a predefined object.</summary>
    public T this[nint handle]
    {
        set => _objects[handle] = value;
    }

    public nint Add(T item)
    {
        nint handle = ProcessState.NextHandle();
        _objects.Add(handle, item);
        return handle;
    }

    public bool TryGet(nint handle, [MaybeNullWhen(false)] out T item) => _objects.TryGetValue(handle, out item);

    public bool Remove(nint handle) => _objects.Remove(handle);
}
