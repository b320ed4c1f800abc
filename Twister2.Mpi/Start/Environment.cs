using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// MPI in this process, from its start to its end: the constructor initialises MPI, disposing finalises it. A process does this once.
/// An exception that nobody catches ends all processes of the job (MPI_Abort).
/// </summary>
/// <remarks>
/// A program that ends without disposing, by a return from <c>Main</c> or <c>Environment.Exit(0)</c>, has MPI finalised on its way out, unless the thread
/// that initialised MPI still runs, an operation is under way, or the level is <see cref="Threading.Multiple"/>: it says so then. With another exit code the
/// launcher ends the job.
/// </remarks>
/// <example>
/// <code>
/// using var mpi = new Twister2.Mpi.Environment(ref args);
/// var world = Communicator.world;
/// int sum = world.Allreduce(world.Rank, Operation&lt;int&gt;.Add);
/// </code>
/// </example>
public sealed unsafe partial class Environment : IDisposable
{
    private static readonly Lock Gate = new();
    private static Environment? _owner;
    private static MpiLibrary? _library;
    private static Threading _threading;
    private static bool _startedHere;

    /// <summary>Initialises MPI for calls from any thread, one at a time (MPI_Init_thread, MPI_THREAD_SERIALIZED).</summary>
    /// <param name="args">The program's arguments; left as they are.</param>
    /// <exception cref="MpiException">No usable library, or the launcher belongs to another one.</exception>
    public Environment(ref string[] args)
        : this(ref args, Threading.Serialized)
    {
    }

    /// <summary>Initialises MPI for the kind of threading asked for (MPI_Init_thread); <see cref="Threading"/> tells what the library gave.</summary>
    /// <param name="args">The program's arguments; left as they are.</param>
    /// <param name="threading">The level to ask for.</param>
    /// <exception cref="MpiException">No usable library, or the launcher belongs to another one.</exception>
    public Environment(ref string[] args, Threading threading)
        : this(ref args, threading, MpiSelection.Automatic)
    {
    }

    /// <summary>Initialises MPI, with the choice to run as a single process without any library (MPI_Init_thread).</summary>
    /// <param name="args">The program's arguments; left as they are.</param>
    /// <param name="threading">The level to ask for.</param>
    /// <param name="selection">Where to take MPI from.</param>
    /// <exception cref="MpiException">No usable library, or the launcher belongs to another one.</exception>
    public Environment(ref string[] args, Threading threading, MpiSelection selection)
    {
        ArgumentNullException.ThrowIfNull(args);
        lock (Gate)
        {
            if (Native.IsFinalized)
                throw new MpiException(ErrorClass.Other, "MPI_Init_thread", "MPI has been finalised in this process and cannot start again");
            if (Native.IsLive)
                return;
            (_library, _threading, _startedHere) = Startup.Run(threading, selection);
            Outstanding.Open(_threading);
            Native.IsLive = true;
            _owner = this;
            Communicator.Open();
            UnhandledExceptions.Install();
            FinalizeAtExit();
        }
    }

    /// <summary>True from MPI's initialisation on, also after its end (MPI_Initialized).</summary>
    public static bool Initialized => Native.IsLive || Native.IsFinalized;

    /// <summary>True after MPI's end (MPI_Finalized).</summary>
    public static bool Finalized => Native.IsFinalized;

    /// <summary>The thread level that the library provides (MPI_Query_thread).</summary>
    /// <exception cref="MpiException">MPI is not initialised.</exception>
    public static Threading Threading
    {
        get
        {
            EnsureStarted("MPI_Query_thread");
            return _threading;
        }
    }

    /// <summary>The name of the node this process runs on, as MPI knows it (MPI_Get_processor_name).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static string ProcessorName
    {
        get
        {
            Native.EnsureLive("MPI_Get_processor_name");
            byte* text = stackalloc byte[MpiAbi.TextSize];
            int length = 0;
            Native.Check(MpiFunctions.GetProcessorName(text, &length), "MPI_Get_processor_name");
            return Marshal.PtrToStringUTF8((nint)text, length);
        }
    }

    /// <summary>Seconds since some time in the past, on this process (MPI_Wtime).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static double Time
    {
        get
        {
            Native.EnsureLive("MPI_Wtime");
            return MpiFunctions.Wtime();
        }
    }

    /// <summary>The MPI library in use (MPI_Get_library_version, MPI_Get_version).</summary>
    /// <exception cref="MpiException">MPI is not initialised.</exception>
    public static MpiLibrary Library
    {
        get
        {
            EnsureStarted("MPI_Get_library_version");
            return _library!;
        }
    }

    /// <summary>Ends every process of the job at once with this exit code (MPI_Abort on the world).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static void Abort(int errorCode) => Communicator.world.Abort(errorCode);

    /// <summary>
    /// Finalises MPI (MPI_Finalize) if this object initialised it; otherwise does nothing. Collective: every process of the job must come here, with no
    /// communication left open. Windows and files that are open still are closed first.
    /// </summary>
    /// <exception cref="MpiException">The library reports an error.</exception>
    public void Dispose()
    {
        lock (Gate)
        {
            if (_owner != this || !Native.IsLive)
                return;
            _ending = true;
            BackgroundPoller.Stop();
            Outstanding.ReportDropped();
            LeftOpen.CloseAll();
            Datatypes.FreeAll();
            int code = _startedHere ? MpiFunctions.Finalize() : 0;
            Native.IsLive = false;
            Native.IsFinalized = true;
            if (code != 0)
                throw new MpiException(ErrorClass.Other, code, "MPI_Finalize", "the MPI library could not be finalised");
        }
    }

    private static void EnsureStarted(string what)
    {
        if (_library is null)
            Native.EnsureLive(what);
    }
}
