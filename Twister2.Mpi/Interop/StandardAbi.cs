namespace Twister2.Mpi.Interop;

/// <summary>The MPI 5.0 standard ABI 1.0 (libmpi_abi.so.1), which the single-process implementation has too.</summary>
internal static class StandardAbi
{
    private static readonly ErrorClass[] ErrorClasses =
    [
        ErrorClass.Success, ErrorClass.Buffer, ErrorClass.Count, ErrorClass.Type,
        ErrorClass.Tag, ErrorClass.Communicator, ErrorClass.Rank, ErrorClass.Request,
        ErrorClass.Root, ErrorClass.Group, ErrorClass.Operation, ErrorClass.Topology,
        ErrorClass.Dimensions, ErrorClass.Argument, ErrorClass.Unknown, ErrorClass.Truncate,
        ErrorClass.Other, ErrorClass.Internal, ErrorClass.Pending, ErrorClass.InStatus,
        ErrorClass.Access, ErrorClass.AccessMode, ErrorClass.Assert, ErrorClass.BadFile,
        ErrorClass.Base, ErrorClass.Conversion, ErrorClass.Displacement, ErrorClass.DuplicateDataRepresentation,
        ErrorClass.FileExists, ErrorClass.FileInUse, ErrorClass.File, ErrorClass.InfoKey,
        ErrorClass.InfoNoKey, ErrorClass.InfoValue, ErrorClass.Info, ErrorClass.IO,
        ErrorClass.KeyValue, ErrorClass.LockType, ErrorClass.Name, ErrorClass.NoMemory,
        ErrorClass.NotSame, ErrorClass.NoSpace, ErrorClass.NoSuchFile, ErrorClass.Port,
        ErrorClass.Quota, ErrorClass.ReadOnly, ErrorClass.RmaAttach, ErrorClass.RmaConflict,
        ErrorClass.RmaRange, ErrorClass.RmaShared, ErrorClass.RmaSync, ErrorClass.Service,
        ErrorClass.Size, ErrorClass.Spawn, ErrorClass.UnsupportedDataRepresentation, ErrorClass.UnsupportedOperation,
        ErrorClass.Window, ErrorClass.RmaFlavor, ErrorClass.ProcAborted, ErrorClass.ValueTooLarge,
        ErrorClass.Session, ErrorClass.ErrorHandler, ErrorClass.Abi,
    ];

    /// <summary>The table of a library, or of the single process, which is none and has no version line.</summary>
    public static MpiAbi Create(string name = "MPI standard ABI", string vendorLine = "")
    {
        // The ABI is one; the faults are those of the library behind it, and their reasons stand in the tables of its own ABI.
        bool openMpi = vendorLine.StartsWith(OpenMpiAbi.VendorPrefix, StringComparison.Ordinal);
        bool mpich = vendorLine.Length > 0 && !openMpi;
        return new()
        {
            Family = MpiFamily.Standard,
            Name = name,
            HandleSize = 8,
            StatusSize = 32,
            StatusSource = 0,
            StatusTag = 4,
            StatusError = 8,
            AnySource = -1,
            AnyTag = -2,
            ProcNull = -3,
            InPlace = 1,
            StatusIgnore = 0,
            ThreadLevels = [0, 1024, 2048, 4096],
            Comparisons = [201, 202, 203, 204],
            CommTypeShared = 221,
            Root = -4,
            KeyvalInvalid = 0,
            CommAttributes = [501, 503, 502, 504, 505, 506, 507],
            Topologies = [212, 211, 213],
            Unweighted = 10,
            WeightsEmpty = 11,
            Locks = [301, 302],
            WindowModes = [1024, 2048, 4096, 8192, 16384],
            FileModes = [2, 16, 256, 32, 4, 128, 8, 1, 64],
            Seeks = [403, 401, 402],
            DisplacementCurrent = -1,
            OrderC = 12,
            BsendOverhead = 512,
            CommWorld = 0x101,
            CommSelf = 0x102,
            CommNull = 0x100,
            RequestNull = 0x180,
            MessageNull = 0x128,
            InfoNull = 0x130,
            GroupNull = 0x108,
            GroupEmpty = 0x109,
            WinNull = 0x110,
            FileNull = 0x118,
            DatatypeNull = 0x200,
            OpNull = 0x20,
            ErrhandlerNull = 0x140,
            ErrorsReturn = 0x143,
            ErrorsAreFatal = 0x141,
            ErrorsAbort = 0x142,
            Datatypes =
            [
                0x243, 0x244, 0x245, 0x247, 0x23c, 0x208, 0x20c, 0x209,
                0x20d, 0x20a, 0x20e, 0x20b, 0x20f, 0x210, 0x214, 0x220,
                0x240, 0x241, 0x248, 0x249, 0x250, 0x251, 0x258, 0x259,
                0x238, 0x212, 0x216, 0x201, 0x202, 0x203, 0x207, 0x228,
                0x229, 0x22a, 0x22c, 0x22b, 0x22d,
            ],
            Operations =
            [
                0x23, 0x22, 0x21, 0x24, 0x30, 0x28, 0x31,
                0x29, 0x32, 0x2a, 0x38, 0x39, 0x3c, 0x3d,
            ],
            ErrorClasses = ErrorClasses,
            CommTypeHardware = [223, 222],
            WindowAttributes = [601, 603, 602, 604, 605],
            WindowFlavors = [311, 312, 314, 313],
            WindowModels = [322, 321],
            AtomicsOnWordsOnly = openMpi,
            InPlaceReduceNeedsCopy = false,
            WaitallHangsAfterFailure = true,
            IbcastBetweenGroupsIsWrong = openMpi,
            EmptyIreduceLeavesOutATag = openMpi,
            OpenHangsIfOneFails = openMpi,
            FileRequestsMustSucceed = openMpi,
            ColonPathPrefix = mpich ? MpichAbi.ColonPathPrefix : "",
            MaxImmediateFileBytes = mpich ? MpichAbi.MaxImmediateFileBytes : long.MaxValue,
            ServiceNamesAreWords = mpich,
            InfoEnv = 0x131,
            Distributions = [16, 17, 18],
            DefaultDistribution = 19,
        };
    }
}
