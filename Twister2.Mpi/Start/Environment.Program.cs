using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// A program from MPI's start to its end, and what MPI.NET tells about the process.
public sealed unsafe partial class Environment
{
    /// <summary>The resolution of <see cref="Time"/>, in seconds (MPI_Wtick).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static double TimeResolution
    {
        get
        {
            Native.EnsureLive("MPI_Wtick");
            return MpiFunctions.Wtick();
        }
    }

    /// <summary>True on the thread that initialised MPI, the only one that may call it at <see cref="Threading.Funneled"/> (MPI_Is_thread_main).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static bool IsMainThread
    {
        get
        {
            Native.EnsureLive("MPI_Is_thread_main");
            int flag = 0;
            Native.Check(MpiFunctions.IsThreadMain(&flag), "MPI_Is_thread_main");
            return flag != 0;
        }
    }

    /// <summary>Initialises MPI, runs a program with the world, and finalises MPI (MPI_Init_thread, MPI_Finalize). Collective: every process must call this.</summary>
    /// <param name="action">The program.</param>
    /// <param name="cleanupEnvironment">True: MPI is finalised at the end, and an exception of the program ends all processes of the job with
    /// exit code 1. False: MPI stays, and the exception goes on to the caller.</param>
    /// <exception cref="MpiException">No usable library, or the launcher belongs to another one.</exception>
    public static void Run(Action<Intracommunicator> action, bool cleanupEnvironment = true)
    {
        string[] arguments = [];
        Run(ref arguments, action, cleanupEnvironment);
    }

    /// <inheritdoc cref="Run(Action{Intracommunicator}, bool)"/>
    /// <param name="args">The program's arguments; left as they are.</param>
    /// <param name="action">The program.</param>
    /// <param name="cleanupEnvironment">Whether MPI is finalised at the end, and an exception ends all processes.</param>
    public static void Run(ref string[] args, Action<Intracommunicator> action, bool cleanupEnvironment = true) =>
        Run(ref args, Threading.Serialized, action, cleanupEnvironment);

    /// <inheritdoc cref="Run(Action{Intracommunicator}, bool)"/>
    /// <param name="args">The program's arguments; left as they are.</param>
    /// <param name="threading">The level to ask for.</param>
    /// <param name="action">The program.</param>
    /// <param name="cleanupEnvironment">Whether MPI is finalised at the end, and an exception ends all processes.</param>
    public static void Run(ref string[] args, Threading threading, Action<Intracommunicator> action, bool cleanupEnvironment = true)
    {
        ArgumentNullException.ThrowIfNull(action);
        var environment = new Environment(ref args, threading);
        if (!cleanupEnvironment)
        {
            action(Communicator.world);
            return;
        }

        try
        {
            action(Communicator.world);
        }
        catch (Exception e)
        {
            // The others would wait for this process for ever.
            var world = Communicator.world;
            UnhandledExceptions.Abort($"Exception on rank {world.Rank} of {world.Size} ({System.Environment.MachineName}). {e}", world);
        }

        environment.Dispose();
    }
}
