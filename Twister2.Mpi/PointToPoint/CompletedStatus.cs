using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>The status of an operation that is complete; it also knows how many elements arrived.</summary>
public readonly unsafe struct CompletedStatus : IEquatable<CompletedStatus>
{
    private readonly Status _status;
    private readonly delegate*<in Status, int> _count;

    private CompletedStatus(in Status status, delegate*<in Status, int> count)
    {
        _status = status;
        _count = count;
    }

    /// <summary>The sender's rank in the communicator (MPI_SOURCE).</summary>
    public int Source => _status.Source;

    /// <summary>The message's tag (MPI_TAG).</summary>
    public int Tag => _status.Tag;

    /// <summary>True when the operation was cancelled (MPI_Test_cancelled).</summary>
    public bool Cancelled => _status.Cancelled;

    /// <summary>The message's status without the type it was received as (MPI_Status).</summary>
    public Status Status => _status;

    internal static CompletedStatus Of<T>(in NativeStatus native) => new(new Status(native), &CountOf<T>);

    /// <summary>The same kind of operation with another status.</summary>
    internal CompletedStatus With(in NativeStatus native) => new(new Status(in native), _count);

    /// <summary>How many elements arrived, in the type they were received as; 0 for a send (MPI_Get_count).</summary>
    /// <exception cref="MpiException">The message is not a whole number of elements, or MPI has been finalised.</exception>
    public int Count() => _count == null ? 0 : _count(in _status);

    /// <summary>
    /// How many elements of <typeparamref name="T"/> arrived, also when an int cannot count them (MPI_Get_elements_x).
    /// </summary>
    /// <exception cref="MpiException">The message is not a whole number of elements, or MPI has been finalised.</exception>
    public long LongCount<T>()
        where T : unmanaged => _status.LongCount<T>();

    /// <summary>How many elements of <typeparamref name="T"/> arrived (MPI_Get_count).</summary>
    /// <exception cref="MpiException">The message is not a whole number of elements, or MPI has been finalised.</exception>
    public int Count<T>()
        where T : unmanaged => _status.Count<T>();

    /// <inheritdoc/>
    public bool Equals(CompletedStatus other) => _status == other._status;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CompletedStatus other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _status.GetHashCode();

    /// <summary>Compares source and tag.</summary>
    public static bool operator ==(CompletedStatus left, CompletedStatus right) => left.Equals(right);

    /// <summary>Compares source and tag.</summary>
    public static bool operator !=(CompletedStatus left, CompletedStatus right) => !left.Equals(right);

    /// <summary>Source and tag, for people.</summary>
    public override string ToString() => _status.ToString();

    private static int CountOf<T>(in Status status) => status.CountOf<T>();
}
