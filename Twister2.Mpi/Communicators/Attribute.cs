using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A key under which communicators keep an object for a library or a program (MPI_Comm_create_keyval). MPI copies the objects when it
/// clones the communicator, as the key says, and lets them go when it frees it.
/// </summary>
/// <seealso cref="Communicator.Attributes"/>
#pragma warning disable CA1711 // The name is MPI.NET's, and MPI's word.
public abstract unsafe class Attribute : IDisposable
{
    private static int _liveValues;

    private readonly Lock _gate = new();
    private GCHandle _self;
    private readonly int _key;
    private int _uses;
    private bool _disposed;

    private protected Attribute(AttributeDuplication duplication)
    {
        Native.EnsureLive("MPI_Comm_create_keyval");
        Duplication = duplication;
        _self = GCHandle.Alloc(this);
        int key = 0;
        int code = MpiFunctions.CommCreateKeyval(
            (nint)(delegate* unmanaged[Cdecl]<nint, int, nint, nint, nint*, int*, int>)&Copy,
            (nint)(delegate* unmanaged[Cdecl]<nint, int, nint, nint, int>)&Delete,
            &key,
            (void*)GCHandle.ToIntPtr(_self));
        if (code != 0)
            _self.Free();
        Native.Check(code, "MPI_Comm_create_keyval");
        _key = key;
    }

    /// <summary>What becomes of values when a communicator is cloned (MPI_Comm_copy_attr_function).</summary>
    public AttributeDuplication Duplication { get; }

    /// <summary>How many values communicators keep under the keys of all attributes.</summary>
    internal static int LiveValues => _liveValues;

    /// <summary>MPI's number of the key.</summary>
    /// <exception cref="MpiException">The attribute was disposed, or MPI has been finalised.</exception>
    internal int Key
    {
        get
        {
            Native.EnsureLive("MPI_Comm_get_attr");
            return !_disposed
                ? _key
                : throw new MpiException(ErrorClass.KeyValue, "MPI_Comm_get_attr", "the attribute was disposed before this call");
        }
    }

    /// <summary>Makes a key for values of one type (MPI_Comm_create_keyval). Local.</summary>
    /// <param name="duplication">What becomes of values when a communicator is cloned.</param>
    /// <param name="copy">
    /// For <see cref="AttributeDuplication.Deep"/> how to copy a value; may be null where values cannot change: for texts, and for
    /// structs without references. An exception in it comes out of <c>Clone</c>.
    /// </param>
    /// <exception cref="ArgumentException">Deep copies are asked for, and there is no way to make them.</exception>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Attribute<T> Create<T>(AttributeDuplication duplication, Func<T, T>? copy = null) => new(duplication, copy);

    /// <summary>
    /// Gives the key back (MPI_Comm_free_keyval): it can no more be used, but communicators keep the values they have until they are freed.
    /// </summary>
    public void Dispose()
    {
        _ = Free();
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the key back; returns what MPI writes in its place.</summary>
    internal int Free()
    {
        int key = _key;
        lock (_gate)
        {
            if (_disposed)
                return key;
            _disposed = true;
        }

        if (Native.IsLive)
            Native.Check(MpiFunctions.CommFreeKeyval(&key), "MPI_Comm_free_keyval");
        Release(0);
        return key;
    }

    /// <summary>Whether a value is of the attribute's type.</summary>
    internal abstract bool Takes(object value);

    /// <summary>A copy of a value, for a clone.</summary>
    private protected abstract object CopyValue(object value);

    /// <summary>A pointer that keeps a value alive until MPI deletes the attribute.</summary>
    internal nint Keep(object value)
    {
        lock (_gate)
            _uses++;
        Interlocked.Increment(ref _liveValues);
        return GCHandle.ToIntPtr(GCHandle.Alloc(value));
    }

    /// <summary>Lets a value go.</summary>
    internal void LetGo(nint value)
    {
        GCHandle.FromIntPtr(value).Free();
        Interlocked.Decrement(ref _liveValues);
        Release(1);
    }

    // MPI calls back with this object until the key was freed and its last value deleted.
    private void Release(int uses)
    {
        lock (_gate)
        {
            _uses -= uses;
            if (_disposed && _uses == 0 && _self.IsAllocated)
                _self.Free();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Copy(nint comm, int key, nint state, nint value, nint* copy, int* flag)
    {
        *flag = 0;
        try
        {
            var attribute = (Attribute)GCHandle.FromIntPtr(state).Target!;
            if (attribute.Duplication == AttributeDuplication.None)
                return 0;
            object original = GCHandle.FromIntPtr(value).Target!;
            *copy = attribute.Keep(attribute.Duplication == AttributeDuplication.Shallow ? original : attribute.CopyValue(original));
            *flag = 1;
            return 0;
        }
        catch (Exception e)
        {
            // An exception cannot pass through MPI: it waits for the call that MPI fails now.
            return CallbackFailure.Keep(e);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(nint comm, int key, nint value, nint state)
    {
        ((Attribute)GCHandle.FromIntPtr(state).Target!).LetGo(value);
        return 0;
    }
}

/// <summary>A key for values of one type.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class Attribute<T> : Attribute
{
    private readonly Func<T, T>? _copy;

    internal Attribute(AttributeDuplication duplication, Func<T, T>? copy)
        : base(Checked(duplication, copy)) => _copy = copy;

    internal override bool Takes(object value) => value is T;

    private protected override object CopyValue(object value) => _copy is null ? value : _copy((T)value)!;

    private static AttributeDuplication Checked(AttributeDuplication duplication, Func<T, T>? copy) =>
        duplication != AttributeDuplication.Deep || copy is not null || typeof(T) == typeof(string)
            || !RuntimeHelpers.IsReferenceOrContainsReferences<T>()
            ? duplication
            : throw new ArgumentException($"deep copies of {typeof(T)} need a function that makes them", nameof(copy));
}
#pragma warning restore CA1711
