namespace Twister2.Mpi.Interop;

/// <summary>MPICH and its family - Intel MPI, MVAPICH, Cray MPICH (libmpi.so.12): handles are 32-bit integers.</summary>
internal static class MpichAbi
{
    private static readonly ErrorClass[] ErrorClasses =
    [
        ErrorClass.Success, ErrorClass.Buffer, ErrorClass.Count, ErrorClass.Type,
        ErrorClass.Tag, ErrorClass.Communicator, ErrorClass.Rank, ErrorClass.Root,
        ErrorClass.Group, ErrorClass.Operation, ErrorClass.Topology, ErrorClass.Dimensions,
        ErrorClass.Argument, ErrorClass.Unknown, ErrorClass.Truncate, ErrorClass.Other,
        ErrorClass.Internal, ErrorClass.InStatus, ErrorClass.Pending, ErrorClass.Request,
        ErrorClass.Access, ErrorClass.AccessMode, ErrorClass.BadFile, ErrorClass.Conversion,
        ErrorClass.DuplicateDataRepresentation, ErrorClass.FileExists, ErrorClass.FileInUse, ErrorClass.File,
        ErrorClass.Info, ErrorClass.InfoKey, ErrorClass.InfoValue, ErrorClass.InfoNoKey,
        ErrorClass.IO, ErrorClass.Name, ErrorClass.NoMemory, ErrorClass.NotSame,
        ErrorClass.NoSpace, ErrorClass.NoSuchFile, ErrorClass.Port, ErrorClass.Quota,
        ErrorClass.ReadOnly, ErrorClass.Service, ErrorClass.Spawn, ErrorClass.UnsupportedDataRepresentation,
        ErrorClass.UnsupportedOperation, ErrorClass.Window, ErrorClass.Base, ErrorClass.LockType,
        ErrorClass.KeyValue, ErrorClass.RmaConflict, ErrorClass.RmaSync, ErrorClass.Size,
        ErrorClass.Displacement, ErrorClass.Assert, ErrorClass.Unknown, ErrorClass.RmaRange,
        ErrorClass.RmaAttach, ErrorClass.RmaShared, ErrorClass.RmaFlavor, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Session,
        ErrorClass.ProcAborted, ErrorClass.ValueTooLarge, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.ErrorHandler, ErrorClass.Abi,
    ];

    /// <summary>What ROMIO takes for the file system of the node.</summary>
    public const string ColonPathPrefix = "ufs:";

    /// <summary>What ROMIO moves at once, being what Linux moves in one system call.</summary>
    public const long MaxImmediateFileBytes = 0x7ffff000;

    public static unsafe MpiAbi Create(Func<string, nint> address)
    {
        // These two are variables that hold a pointer.
        nint DataOf(string name) => address(name) is var place and not 0 ? *(nint*)place : 0;
        return new()
        {
            Family = MpiFamily.Mpich,
            Name = "MPICH",
            HandleSize = 4,
            StatusSize = 20,
            StatusSource = 8,
            StatusTag = 12,
            StatusError = 16,
            AnySource = -2,
            AnyTag = -1,
            ProcNull = -1,
            InPlace = -1,
            StatusIgnore = 1,
            ThreadLevels = [0, 1, 2, 3],
            Comparisons = [0, 1, 2, 3],
            CommTypeShared = 1,
            Root = -3,
            KeyvalInvalid = 0x24000000,
            CommAttributes = [0x64400001, 0x64400003, 0x64400005, 0x64400007, 0x6440000d, 0x6440000b, 0x64400009],
            Topologies = [1, 2, 3],
            Unweighted = DataOf("MPI_UNWEIGHTED"),
            WeightsEmpty = DataOf("MPI_WEIGHTS_EMPTY"),
            Locks = [234, 235],
            WindowModes = [1024, 8192, 4096, 2048, 16384],
            FileModes = [1, 2, 4, 8, 16, 32, 64, 128, 256],
            Seeks = [600, 602, 604],
            DisplacementCurrent = -54278278,
            OrderC = 56,
            BsendOverhead = 96,
            CommWorld = 0x44000000,
            CommSelf = 0x44000001,
            CommNull = 0x04000000,
            RequestNull = 0x2c000000,
            MessageNull = 0x2c000000,
            InfoNull = 0x1c000000,
            GroupNull = 0x08000000,
            GroupEmpty = 0x48000000,
            WinNull = 0x20000000,
            FileNull = 0,
            DatatypeNull = 0x0c000000,
            OpNull = 0x18000000,
            ErrhandlerNull = 0x14000000,
            ErrorsReturn = 0x54000001,
            ErrorsAreFatal = 0x54000000,
            // 0x54000003 since 4.0, but 4.0.2 ends the process with a failed assertion when it is set.
            ErrorsAbort = 0,
            Datatypes =
            [
                0x4c000101, 0x4c000118, 0x4c000102, 0x4c00010d, 0x4c00040e, 0x4c000203, 0x4c000204,
                0x4c000405, 0x4c000406, 0x4c000807, 0x4c000808, 0x4c000809, 0x4c000819, 0x4c00040a,
                0x4c00080b, 0x4c00100c, 0x4c000137, 0x4c00013b, 0x4c000238, 0x4c00023c, 0x4c000439,
                0x4c00043d, 0x4c00083a, 0x4c00083e, 0x4c00013f, 0x4c000840, 0x4c001041, 0x4c000843,
                0x4c000845, 0x4c000844, 0x4c00010f, unchecked((nint)0x8c000000), unchecked((nint)0x8c000001), unchecked((nint)0x8c000002), unchecked((nint)0x8c000003),
                0x4c000816, unchecked((nint)0x8c000004),
            ],
            Operations =
            [
                0x58000001, 0x58000002, 0x58000003, 0x58000004, 0x58000005, 0x58000006, 0x58000007,
                0x58000008, 0x58000009, 0x5800000a, 0x5800000b, 0x5800000c, 0x5800000d, 0x5800000e,
            ],
            ErrorClasses = ErrorClasses,
            CommTypeHardware = [2, 3],
            WindowAttributes = [0x66000001, 0x66000003, 0x66000005, 0x66000007, 0x66000009],
            WindowFlavors = [1, 2, 4, 3],
            WindowModels = [1, 2],
            AtomicsOnWordsOnly = false,
            InPlaceReduceNeedsCopy = true,
            IbcastBetweenGroupsIsWrong = true,
            ColonPathPrefix = ColonPathPrefix,
            MaxImmediateFileBytes = MaxImmediateFileBytes,
            ServiceNamesAreWords = true,
            InfoEnv = 0x5c000001,
            Distributions = [123, 121, 122],
            DefaultDistribution = -49767,
        };
    }
}
