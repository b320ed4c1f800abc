using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A receive of a message whose length is not known: it has no handle until a matched probe has found its message. Then the message is received as bytes.
/// </summary>
internal abstract unsafe class ProbedReceive<T> : ReceiveRequest<T>, IProbedReceive
{
    private readonly Communicator _communicator;
    private readonly int _place;
    private readonly int _source;
    private readonly int _tag;

    private protected ProbedReceive(Communicator communicator, int place, int source, int tag, in CompletedStatus kind)
        : base("MPI_Improbe", 0, place, in kind)
    {
        (_communicator, _place, _source, _tag) = (communicator, place, source, tag);
        _communicator.Probed.Add(this);
    }

    /// <summary>The message, once it has come.</summary>
    protected byte[] Bytes { get; private set; } = [];

    /// <inheritdoc/>
    public override void Cancel()
    {
        if (!IsCompleted && !IsMatched && _communicator.Probed.Remove(this))
            SucceedCancelled();
        else
            base.Cancel();
    }

    /// <inheritdoc/>
    internal override bool TryMatch()
    {
        if (!IsMatched && !IsCompleted)
            _communicator.Probed.Match();
        return IsMatched;
    }

    /// <inheritdoc/>
    public bool Probe()
    {
        try
        {
            if (Improbe(out nint message, out int length))
                Start(message, length);
            return IsMatched;
        }
        catch (MpiException e)
        {
            Fail(e);
            return true;
        }
    }

    /// <inheritdoc/>
    public bool Overlaps(IProbedReceive other) => other.CouldReceive(_source, _tag);

    /// <inheritdoc/>
    public bool CouldReceive(int source, int tag) => Meets(_source, source, Native.Abi.AnySource) && Meets(_tag, tag, Native.Abi.AnyTag);

    /// <summary>Waits for the message; false when none came, because the receive was cancelled or is from nobody.</summary>
    protected bool HasCome()
    {
        var status = Wait();
        return status.Source != Communicator.procNull && !status.Cancelled;
    }

    private static bool Meets(int mine, int theirs, int any) => mine == theirs || mine == any || theirs == any;

    private bool Improbe(out nint message, out int length)
    {
        NativeStatus status = default;
        nint found = 0;
        int flag = 0;
        Native.Check(MpiFunctions.Improbe(_source, _tag, _communicator.Handle, &flag, &found, &status), "MPI_Improbe");
        (message, length) = (found, flag != 0 ? new Status(in status).CountOf<byte>() : 0);
        return flag != 0;
    }

    private void Start(nint message, int length)
    {
        Bytes = GC.AllocateUninitializedArray<byte>(length);
        void* data = Outstanding.PinAt(_place, Bytes);
        nint request = 0;
        Native.Check(MpiFunctions.Imrecv(data, length, Native.Abi.Datatype(DatatypeKind.UInt8), &message, &request), "MPI_Imrecv");
        Attach(request);
    }

    private void SucceedCancelled()
    {
        Native.EnsureLive("MPI_Cancel");
        NativeStatus status = NativeStatus.Empty;
        Native.Check(MpiFunctions.StatusSetCancelled(&status, 1), "MPI_Status_set_cancelled");
        Succeed(in status);
    }
}

/// <summary>A receive of a text or an object.</summary>
internal sealed class ObjectReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T> : ProbedReceive<T>
{
    private T? _value;
    private bool _read;

    public ObjectReceive(Communicator communicator, int source, int tag)
        : base(communicator, Outstanding.Reserve(default), source, tag, CompletedStatus.Of<byte>(default))
    {
    }

    /// <inheritdoc/>
    public override T? Value
    {
        get
        {
            if (!_read && HasCome())
                _value = typeof(T) == typeof(string) ? (T)(object)Encoding.UTF8.GetString(Bytes) : ObjectWire.Read<T>(Bytes, "MPI_Mrecv");
            _read = true;
            return _value;
        }
    }
}

/// <summary>A receive of an array, into the program's own or a new one.</summary>
internal sealed class ArrayReceive<[DynamicallyAccessedMembers(ObjectWire.Kept)] T> : ProbedReceive<T[]>
{
    private readonly T[]? _room;
    private T[]? _values;

    public ArrayReceive(Communicator communicator, int source, int tag, T[]? room)
        : base(communicator, Outstanding.Reserve(default), source, tag, Kind()) => _room = room;

    /// <inheritdoc/>
    public override T[] Value
    {
        get
        {
            _values ??= HasCome() ? Read() : [];
            return _values;
        }
    }

    private static CompletedStatus Kind() =>
        RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? CompletedStatus.Of<byte>(default) : CompletedStatus.Of<T>(default);

    private T[] Read()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            T[] came = ObjectMessage.ReadArray<T>(Bytes, "MPI_Mrecv");
            if (_room is not null)
                Communicator.Place(came, _room, "MPI_Mrecv");
            return came;
        }

        var values = GC.AllocateUninitializedArray<T>(Wait().Count());
        Bytes.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(values)), Bytes.Length));
        return values;
    }
}
