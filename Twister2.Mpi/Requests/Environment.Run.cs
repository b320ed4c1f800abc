namespace Twister2.Mpi;

// An event loop, for programs that await requests.
public sealed unsafe partial class Environment
{
    /// <summary>
    /// Runs asynchronous code on this thread until its task has ended. Inside, requests can be awaited at every thread level: this thread alone looks for
    /// their end (MPI_Testsome), when nothing else is to do; it spins at first, then lets others run, then sleeps for a millisecond at a time.
    /// </summary>
    /// <param name="main">The code; every <c>await</c> in it comes back to this thread.</param>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised. What the code throws comes out as it is.</exception>
    /// <example>
    /// <code>
    /// Environment.Run(async () =>
    /// {
    ///     var left = world.ImmediateReceive&lt;string&gt;(source: 0, tag: 1);
    ///     var right = world.ImmediateReceive&lt;double&gt;(source: 2, tag: 1);
    ///     Console.WriteLine($"{await left}: {await right}");
    /// });
    /// </code>
    /// </example>
    public static void Run(Func<Task> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        Interop.Native.EnsureLive("Environment.Run");
        new EventLoop().Run(main).GetAwaiter().GetResult();
    }

    /// <summary>Runs asynchronous code that has a result; see <see cref="Run(Func{Task})"/>.</summary>
    /// <param name="main">The code; every <c>await</c> in it comes back to this thread.</param>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised. What the code throws comes out as it is.</exception>
    public static T Run<T>(Func<Task<T>> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        Interop.Native.EnsureLive("Environment.Run");
        return new EventLoop().Run(main).GetAwaiter().GetResult();
    }
}
