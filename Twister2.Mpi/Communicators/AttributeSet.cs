using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>The objects that are attached to a communicator, by key (MPI_Comm_set_attr). Each process has its own.</summary>
public sealed unsafe class AttributeSet
{
    private readonly Communicator _communicator;

    internal AttributeSet(Communicator communicator) => _communicator = communicator;

    /// <summary>The value of a key: null where the communicator has none; setting null removes it (MPI_Comm_get_attr, MPI_Comm_set_attr).</summary>
    /// <exception cref="ArgumentException">The value is not of the attribute's type.</exception>
    /// <exception cref="MpiException">The communicator or the attribute was disposed, or MPI has been finalised.</exception>
    public object? this[Attribute attribute]
    {
        get => Find(attribute) is var value and not 0 ? GCHandle.FromIntPtr(value).Target : null;
        set
        {
            ArgumentNullException.ThrowIfNull(attribute);
            if (value is null)
            {
                Remove(attribute);
                return;
            }

            if (!attribute.Takes(value))
                throw new ArgumentException($"the attribute does not take a {value.GetType()}", nameof(value));
            nint comm = _communicator.Handle;
            int key = attribute.Key;
            nint kept = attribute.Keep(value);
            int code = Native.Returned(MpiFunctions.CommSetAttr(comm, key, (void*)kept));
            if (code != 0)
                attribute.LetGo(kept);
            Native.Check(code, "MPI_Comm_set_attr");
        }
    }

    /// <summary>Looks a value up (MPI_Comm_get_attr).</summary>
    /// <returns>True when the communicator has one.</returns>
    /// <exception cref="MpiException">The communicator or the attribute was disposed, or MPI has been finalised.</exception>
    public bool TryGet<T>(Attribute<T> attribute, [MaybeNullWhen(false)] out T value)
    {
        nint found = Find(attribute);
        value = found != 0 ? (T)GCHandle.FromIntPtr(found).Target! : default;
        return found != 0;
    }

    /// <summary>Attaches a value, or puts it in the place of the one there is (MPI_Comm_set_attr).</summary>
    /// <exception cref="MpiException">The communicator or the attribute was disposed, or MPI has been finalised.</exception>
    public void Set<T>(Attribute<T> attribute, [DisallowNull] T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this[attribute] = value;
    }

    /// <summary>Takes a value off (MPI_Comm_delete_attr); nothing happens where there is none.</summary>
    /// <exception cref="MpiException">The communicator or the attribute was disposed, or MPI has been finalised.</exception>
    public void Remove(Attribute attribute)
    {
        if (Find(attribute) != 0)
            Native.Check(MpiFunctions.CommDeleteAttr(_communicator.Handle, attribute.Key), "MPI_Comm_delete_attr");
    }

    private nint Find(Attribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        nint value = 0;
        int flag = 0;
        Native.Check(MpiFunctions.CommGetAttr(_communicator.Handle, attribute.Key, &value, &flag), "MPI_Comm_get_attr");
        return flag != 0 ? value : 0;
    }
}
