using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>What MPI knows of a message: who sent it, with which tag, how long it is (MPI_Status).</summary>
public readonly unsafe struct Status : IEquatable<Status>
{
    private readonly NativeStatus _native;

    internal Status(in NativeStatus native) => _native = native;

    /// <summary>The sender's rank in the communicator; <see cref="Communicator.procNull"/> or <see cref="Communicator.anySource"/> for no sender (MPI_SOURCE).</summary>
    public int Source
    {
        get
        {
            int source = _native.Source;
            return source >= 0 ? source
                : source == Native.Abi.ProcNull ? Communicator.procNull
                : Communicator.anySource;
        }
    }

    /// <summary>The message's tag; <see cref="Communicator.anyTag"/> for no message (MPI_TAG).</summary>
    public int Tag => _native.Tag is >= 0 and var tag ? tag : Communicator.anyTag;

    /// <summary>True when the operation was cancelled before a message matched it (MPI_Test_cancelled).</summary>
    public bool Cancelled
    {
        get
        {
            Native.EnsureLive("MPI_Test_cancelled");
            NativeStatus copy = _native;
            int flag = 0;
            Native.Check(MpiFunctions.TestCancelled(&copy, &flag), "MPI_Test_cancelled");
            return flag != 0;
        }
    }

    /// <summary>How many elements of <typeparamref name="T"/> the message has (MPI_Get_count).</summary>
    /// <exception cref="MpiException">The message is not a whole number of elements, or of more than an int counts, or MPI has been finalised.</exception>
    public int Count<T>()
        where T : unmanaged => CountOf<T>();

    /// <summary>How many elements of <typeparamref name="T"/> the message has, also when an int cannot count them (MPI_Get_elements_x).</summary>
    /// <exception cref="MpiException">The message is not a whole number of elements, or MPI has been finalised.</exception>
    public long LongCount<T>()
        where T : unmanaged => LongCountOf<T>();

    /// <summary>How many elements of a datatype the message has (MPI_Get_count).</summary>
    /// <exception cref="MpiException">The message is not a whole number of elements, the datatype was disposed, or MPI has been finalised.</exception>
    public int Count(Datatype type)
    {
        ArgumentNullException.ThrowIfNull(type);
        nint handle = type.Handle;
        NativeStatus copy = _native;
        int count = 0;
        Native.Check(MpiFunctions.GetCount(&copy, handle, &count), "MPI_Get_count");
        return count != MpiAbi.Undefined
            ? count
            : throw new MpiException(ErrorClass.Type, "MPI_Get_count", $"the message is not a whole number of elements of {type.Size} bytes, or an int cannot count them");
    }

    /// <summary>
    /// How many basic elements, such as the numbers that a column is made of, the message has, also where the last element of the datatype is not whole
    /// (MPI_Get_elements_x).
    /// </summary>
    /// <exception cref="MpiException">The message is not a whole number of basic elements, the datatype was disposed, or MPI has been finalised.</exception>
    public long Elements(Datatype type)
    {
        ArgumentNullException.ThrowIfNull(type);
        nint handle = type.Handle;
        NativeStatus copy = _native;
        long count = 0;
        Native.Check(MpiFunctions.GetElementsX(&copy, handle, &count), "MPI_Get_elements_x");
        return count != MpiAbi.Undefined
            ? count
            : throw new MpiException(ErrorClass.Type, "MPI_Get_elements_x", "the message is not a whole number of the datatype's basic elements");
    }

    /// <summary>The same, where the caller knows that the type is unmanaged.</summary>
    internal long LongCountOf<T>()
    {
        Native.EnsureLive("MPI_Get_elements_x");
        NativeStatus copy = _native;
        DatatypeKind kind = Datatypes.KindOf<T>();
        long count = 0;
        Native.Check(MpiFunctions.GetElementsX(&copy, Native.Abi.Datatype(kind), &count), "MPI_Get_elements_x");
        if (count == MpiAbi.Undefined)
            throw Uneven<T>();
        if (kind != DatatypeKind.Byte)
            return count;
        return count % Unsafe.SizeOf<T>() == 0 ? count / Unsafe.SizeOf<T>() : throw Uneven<T>();
    }

    /// <summary>The same, where the caller knows that the type is unmanaged.</summary>
    internal int CountOf<T>()
    {
        Native.EnsureLive("MPI_Get_count");
        NativeStatus copy = _native;
        int count = 0;
        if (Datatypes.KindOf<T>() is var kind && kind != DatatypeKind.Byte)
        {
            Native.Check(MpiFunctions.GetCount(&copy, Native.Abi.Datatype(kind), &count), "MPI_Get_count");
            return count != MpiAbi.Undefined ? count : throw Uncounted<T>();
        }

        Native.Check(MpiFunctions.GetCount(&copy, Native.Abi.Datatype(DatatypeKind.Byte), &count), "MPI_Get_count");
        if (count != MpiAbi.Undefined)
            return count % Unsafe.SizeOf<T>() == 0 ? count / Unsafe.SizeOf<T>() : throw Uneven<T>();

        // More bytes than an int counts.
        Native.Check(MpiFunctions.GetCount(&copy, Datatypes.Unit<T>(), &count), "MPI_Get_count");
        return count != MpiAbi.Undefined ? count : throw Uncounted<T>();
    }

    /// <summary>Tells whether the message is a whole number of elements, where the caller knows that the type is unmanaged.</summary>
    internal bool IsWhole<T>()
    {
        NativeStatus copy = _native;
        int bytes = 0;
        Native.Check(MpiFunctions.GetCount(&copy, Native.Abi.Datatype(DatatypeKind.Byte), &bytes), "MPI_Get_count");
        return bytes == MpiAbi.Undefined || bytes % Unsafe.SizeOf<T>() == 0;
    }

    /// <inheritdoc/>
    public bool Equals(Status other) => Source == other.Source && Tag == other.Tag && _native.Error == other._native.Error;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Status other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Source, Tag);

    /// <summary>Compares source and tag.</summary>
    public static bool operator ==(Status left, Status right) => left.Equals(right);

    /// <summary>Compares source and tag.</summary>
    public static bool operator !=(Status left, Status right) => !left.Equals(right);

    /// <summary>Source and tag, for people.</summary>
    public override string ToString() => $"source {Source}, tag {Tag}";

    // Where an int has no count, a long has one or the message is uneven.
    private MpiException Uncounted<T>() => new(
        ErrorClass.Count, "MPI_Get_count", $"the message has {LongCountOf<T>()} elements, more than an int counts; ask for LongCount");

    private static MpiException Uneven<T>() => new(
        ErrorClass.Type, "MPI_Get_count", $"the message is not a whole number of {typeof(T).Name} ({Unsafe.SizeOf<T>()} bytes each)");
}
