namespace Twister2.Mpi.Interop;

/// <summary>
/// What differs between MPI libraries, as one flat table of data: <see cref="OpenMpiAbi"/>, <see cref="MpichAbi"/> and
/// <see cref="StandardAbi"/> each fill it. Code above looks values up and never asks which family it is.
/// </summary>
internal sealed class MpiAbi
{
    public required MpiFamily Family { get; init; }

    public required string Name { get; init; }

    /// <summary>Bytes of one handle in an array of handles. By value every handle travels as <see cref="nint"/>.</summary>
    public required int HandleSize { get; init; }

    public required int StatusSize { get; init; }

    public required int StatusSource { get; init; }

    public required int StatusTag { get; init; }

    public required int StatusError { get; init; }

    public required int AnySource { get; init; }

    public required int AnyTag { get; init; }

    public required int ProcNull { get; init; }

    public required nint InPlace { get; init; }

    public required nint StatusIgnore { get; init; }

    /// <summary>MPI_THREAD_SINGLE, FUNNELED, SERIALIZED, MULTIPLE.</summary>
    public required int[] ThreadLevels { get; init; }

    /// <summary>MPI_IDENT, CONGRUENT, SIMILAR, UNEQUAL.</summary>
    public required int[] Comparisons { get; init; }

    public required int CommTypeShared { get; init; }

    /// <summary>MPI_ROOT: the root of an intercommunicator's collective, in the root's own group.</summary>
    public required int Root { get; init; }

    public required int KeyvalInvalid { get; init; }

    /// <summary>MPI_TAG_UB, HOST, IO, WTIME_IS_GLOBAL, APPNUM, LASTUSEDCODE, UNIVERSE_SIZE.</summary>
    public required int[] CommAttributes { get; init; }

    /// <summary>MPI_GRAPH, CART, DIST_GRAPH.</summary>
    public required int[] Topologies { get; init; }

    /// <summary>MPI_UNWEIGHTED.</summary>
    public required nint Unweighted { get; init; }

    /// <summary>MPI_WEIGHTS_EMPTY.</summary>
    public required nint WeightsEmpty { get; init; }

    /// <summary>MPI_LOCK_EXCLUSIVE, SHARED.</summary>
    public required int[] Locks { get; init; }

    /// <summary>MPI_MODE_NOCHECK, NOPRECEDE, NOPUT, NOSTORE, NOSUCCEED.</summary>
    public required int[] WindowModes { get; init; }

    /// <summary>MPI_MODE_CREATE, RDONLY, WRONLY, RDWR, DELETE_ON_CLOSE, UNIQUE_OPEN, EXCL, APPEND, SEQUENTIAL.</summary>
    public required int[] FileModes { get; init; }

    /// <summary>MPI_SEEK_SET, CUR, END.</summary>
    public required int[] Seeks { get; init; }

    public required long DisplacementCurrent { get; init; }

    public required int OrderC { get; init; }

    public required int BsendOverhead { get; init; }

    public required nint CommWorld { get; init; }

    public required nint CommSelf { get; init; }

    public required nint CommNull { get; init; }

    public required nint RequestNull { get; init; }

    public required nint MessageNull { get; init; }

    public required nint InfoNull { get; init; }

    public required nint GroupNull { get; init; }

    public required nint GroupEmpty { get; init; }

    public required nint WinNull { get; init; }

    public required nint FileNull { get; init; }

    public required nint DatatypeNull { get; init; }

    public required nint OpNull { get; init; }

    public required nint ErrhandlerNull { get; init; }

    public required nint ErrorsReturn { get; init; }

    public required nint ErrorsAreFatal { get; init; }

    /// <summary>MPI_ERRORS_ABORT; 0 where the library is older than MPI 4.</summary>
    public required nint ErrorsAbort { get; init; }

    /// <summary>Handles in the order of <see cref="DatatypeKind"/>.</summary>
    public required nint[] Datatypes { get; init; }

    /// <summary>Handles in the order of <see cref="OperationKind"/>.</summary>
    public required nint[] Operations { get; init; }

    /// <summary>The library's error classes, at the index the library gives them.</summary>
    public required ErrorClass[] ErrorClasses { get; init; }

    /// <summary>MPI_COMM_TYPE_HW_GUIDED, HW_UNGUIDED, for libraries of MPI 4.</summary>
    public required int[] CommTypeHardware { get; init; }

    /// <summary>MPI_WIN_BASE, SIZE, DISP_UNIT, CREATE_FLAVOR, MODEL.</summary>
    public required int[] WindowAttributes { get; init; }

    /// <summary>MPI_WIN_FLAVOR_CREATE, ALLOCATE, SHARED, DYNAMIC.</summary>
    public required int[] WindowFlavors { get; init; }

    /// <summary>MPI_WIN_SEPARATE, UNIFIED.</summary>
    public required int[] WindowModels { get; init; }

    /// <summary>The library's fetch-and-op and compare-and-swap are right for integers of 4 and 8 bytes only.</summary>
    public required bool AtomicsOnWordsOnly { get; init; }

    /// <summary>True where MPI_Reduce with MPI_IN_PLACE at a root other than 0 reads from MPI_IN_PLACE itself and ends the process.</summary>
    public required bool InPlaceReduceNeedsCopy { get; init; }

    /// <summary>True where MPI_Ibcast between groups brings wrong values, or lets later nonblocking collectives hang.</summary>
    public bool IbcastBetweenGroupsIsWrong { get; init; }

    /// <summary>True where MPI_Ireduce of no elements leaves out a tag, so that those beside the root of another group must name some.</summary>
    public bool EmptyIreduceLeavesOutATag { get; init; }

    /// <summary>
    /// What is put before the path of a file that has a colon. ROMIO takes all up to the first colon of a path for the name of a file system.
    /// </summary>
    public string ColonPathPrefix { get; init; } = "";

    /// <summary>The longest path of a file in bytes. Open MPI before 5.0.10 overruns a buffer of 256 (its issue 13565).</summary>
    public int MaxFilePath { get; init; } = int.MaxValue;

    /// <summary>True where MPI_Waitall spins for ever when one request has failed before the call and another is still under way.</summary>
    public bool WaitallHangsAfterFailure { get; init; }

    /// <summary>True where MPI_File_open hangs unless all processes can open the file.</summary>
    public bool OpenHangsIfOneFails { get; init; }

    /// <summary>True where waiting for a file request that has failed ends the process, and one that reads past the end of the file never ends.</summary>
    public bool FileRequestsMustSucceed { get; init; }

    /// <summary>The most bytes that a nonblocking read or write of a file moves: ROMIO gives them to one system call.</summary>
    public long MaxImmediateFileBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// True where a window that memory is attached to is right with one piece at a time only, and MPI_Rput and MPI_Rget on it end the process.
    /// </summary>
    public bool DynamicWindowsOfOnePiece { get; init; }

    /// <summary>
    /// True where the launcher ends by SIGSEGV, and the job with it, when it is asked for several programs at once: Open MPI 5.0 up to 5.0.7, the last that
    /// was run (a C program shows it).
    /// </summary>
    public bool SpawnsOneProgramOnly { get; init; }

    /// <summary>True where the names that ports are published by must have no blanks.</summary>
    public bool ServiceNamesAreWords { get; init; }

    /// <summary>MPI_INFO_ENV.</summary>
    public required nint InfoEnv { get; init; }

    /// <summary>MPI_DISTRIBUTE_NONE, BLOCK, CYCLIC.</summary>
    public required int[] Distributions { get; init; }

    /// <summary>MPI_DISTRIBUTE_DFLT_DARG.</summary>
    public required int DefaultDistribution { get; init; }

    /// <summary>MPI_UNDEFINED is the same everywhere.</summary>
    public const int Undefined = -32766;

    /// <summary>Text buffers of this size are enough for every string of every library (the version string is the longest).</summary>
    public const int TextSize = 8192;

    public nint Datatype(DatatypeKind kind) => Datatypes[(int)kind];

    public nint Operation(OperationKind kind) => Operations[(int)kind];

    public ErrorClass ToErrorClass(int nativeClass) =>
        (uint)nativeClass < (uint)ErrorClasses.Length ? ErrorClasses[nativeClass] : ErrorClass.Unknown;

    /// <summary>The library's number for a class; its number for "other" where it does not have the class.</summary>
    public int FromErrorClass(ErrorClass errorClass)
    {
        int index = Array.IndexOf(ErrorClasses, errorClass);
        return index >= 0 ? index : Array.IndexOf(ErrorClasses, ErrorClass.Other);
    }
}
