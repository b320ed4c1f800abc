namespace Twister2.Mpi;

/// <summary>A lock that ends when this is disposed: see <see cref="Window.LockScope"/> and <see cref="Window.LockAllScope"/>.</summary>
public readonly struct WindowLock : IDisposable, IEquatable<WindowLock>
{
    /// <summary>Stands for all ranks.</summary>
    internal const int All = -1;

    private readonly Window? _window;
    private readonly int _rank;

    internal WindowLock(Window window, int rank) => (_window, _rank) = (window, rank);

    /// <summary>Tells whether two locks are of the same rank of the same window.</summary>
    public static bool operator ==(WindowLock left, WindowLock right) => left.Equals(right);

    /// <summary>Tells whether two locks are not of the same rank of the same window.</summary>
    public static bool operator !=(WindowLock left, WindowLock right) => !left.Equals(right);

    /// <summary>Ends the lock: all operations under it are complete. Does nothing where the lock, the window or MPI has ended before (MPI_Win_unlock, MPI_Win_unlock_all).</summary>
    /// <exception cref="MpiException">The library failed.</exception>
    public void Dispose() => _window?.Leave(_rank);

    /// <inheritdoc/>
    public bool Equals(WindowLock other) => ReferenceEquals(_window, other._window) && _rank == other._rank;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WindowLock other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_window, _rank);
}
