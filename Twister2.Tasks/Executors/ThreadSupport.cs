using Twister2.Dataflow;
using Twister2.Mpi;

namespace Twister2.Tasks;

/// <summary>Whether a worker may have several threads.</summary>
internal static class ThreadSupport
{
    public static void Check(int threads, DataflowEnvironment environment)
    {
        if (environment.UsesMpi) Check(threads, Mpi.Environment.Threading);
    }

    /// <summary>Threads of a worker use MPI one at a time, but not always the same one.</summary>
    /// <exception cref="NotSupportedException">The MPI library cannot have that.</exception>
    public static void Check(int threads, Threading level)
    {
        if (threads > 1 && level < Threading.Serialized)
            throw new NotSupportedException(
                $"{threads} threads per worker need MPI's thread level {nameof(Threading.Serialized)}; this MPI was initialised with {level}. Run with one thread and more workers, or initialise MPI with"
                + $" {nameof(Threading)}.{nameof(Threading.Serialized)}, and with a library that offers it.");
    }
}
