namespace Twister2.Mpi.Interop;

/// <summary>Open MPI 4, 5 and 6 (libmpi.so.40): a predefined handle is the address of an exported variable.</summary>
internal static class OpenMpiAbi
{
    private static readonly ErrorClass[] ErrorClasses =
    [
        ErrorClass.Success, ErrorClass.Buffer, ErrorClass.Count, ErrorClass.Type,
        ErrorClass.Tag, ErrorClass.Communicator, ErrorClass.Rank, ErrorClass.Request,
        ErrorClass.Root, ErrorClass.Group, ErrorClass.Operation, ErrorClass.Topology,
        ErrorClass.Dimensions, ErrorClass.Argument, ErrorClass.Unknown, ErrorClass.Truncate,
        ErrorClass.Other, ErrorClass.Internal, ErrorClass.InStatus, ErrorClass.Pending,
        ErrorClass.Access, ErrorClass.AccessMode, ErrorClass.Assert, ErrorClass.BadFile,
        ErrorClass.Base, ErrorClass.Conversion, ErrorClass.Displacement, ErrorClass.DuplicateDataRepresentation,
        ErrorClass.FileExists, ErrorClass.FileInUse, ErrorClass.File, ErrorClass.InfoKey,
        ErrorClass.InfoNoKey, ErrorClass.InfoValue, ErrorClass.Info, ErrorClass.IO,
        ErrorClass.KeyValue, ErrorClass.LockType, ErrorClass.Name, ErrorClass.NoMemory,
        ErrorClass.NotSame, ErrorClass.NoSpace, ErrorClass.NoSuchFile, ErrorClass.Port,
        ErrorClass.Quota, ErrorClass.ReadOnly, ErrorClass.RmaConflict, ErrorClass.RmaSync,
        ErrorClass.Service, ErrorClass.Size, ErrorClass.Spawn, ErrorClass.UnsupportedDataRepresentation,
        ErrorClass.UnsupportedOperation, ErrorClass.Window, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Unknown,
        ErrorClass.RmaRange, ErrorClass.RmaAttach, ErrorClass.RmaFlavor, ErrorClass.RmaShared,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.ProcAborted, ErrorClass.Unknown,
        ErrorClass.Unknown, ErrorClass.Unknown, ErrorClass.Session, ErrorClass.ValueTooLarge,
    ];

    /// <summary>What the version line of the library begins with, whichever ABI it has.</summary>
    public const string VendorPrefix = "Open MPI v";

    public static MpiAbi Create(Func<string, nint> address, string vendorLine = "") => new()
    {
        Family = MpiFamily.OpenMpi,
        Name = "Open MPI",
        HandleSize = 8,
        StatusSize = 24,
        StatusSource = 0,
        StatusTag = 4,
        StatusError = 8,
        AnySource = -1,
        AnyTag = -1,
        ProcNull = -2,
        InPlace = 1,
        StatusIgnore = 0,
        ThreadLevels = [0, 1, 2, 3],
        Comparisons = [0, 1, 2, 3],
        CommTypeShared = 0,
        Root = -4,
        KeyvalInvalid = -1,
        CommAttributes = [0, 1, 2, 3, 4, 5, 6],
        Topologies = [2, 1, 3],
        Unweighted = 2,
        WeightsEmpty = 3,
        Locks = [1, 2],
        WindowModes = [1, 2, 4, 8, 16],
        FileModes = [1, 2, 4, 8, 16, 32, 64, 128, 256],
        Seeks = [600, 602, 604],
        DisplacementCurrent = -54278278,
        OrderC = 0,
        BsendOverhead = 128,
        CommWorld = address("ompi_mpi_comm_world"),
        CommSelf = address("ompi_mpi_comm_self"),
        CommNull = address("ompi_mpi_comm_null"),
        RequestNull = address("ompi_request_null"),
        MessageNull = address("ompi_message_null"),
        InfoNull = address("ompi_mpi_info_null"),
        GroupNull = address("ompi_mpi_group_null"),
        GroupEmpty = address("ompi_mpi_group_empty"),
        WinNull = address("ompi_mpi_win_null"),
        FileNull = address("ompi_mpi_file_null"),
        DatatypeNull = address("ompi_mpi_datatype_null"),
        OpNull = address("ompi_mpi_op_null"),
        ErrhandlerNull = address("ompi_mpi_errhandler_null"),
        ErrorsReturn = address("ompi_mpi_errors_return"),
        ErrorsAreFatal = address("ompi_mpi_errors_are_fatal"),
        ErrorsAbort = address("ompi_mpi_errors_abort"),
        Datatypes =
        [
            address("ompi_mpi_char"), address("ompi_mpi_signed_char"), address("ompi_mpi_unsigned_char"),
            address("ompi_mpi_byte"), address("ompi_mpi_wchar"), address("ompi_mpi_short"),
            address("ompi_mpi_unsigned_short"), address("ompi_mpi_int"), address("ompi_mpi_unsigned"),
            address("ompi_mpi_long"), address("ompi_mpi_unsigned_long"), address("ompi_mpi_long_long_int"),
            address("ompi_mpi_unsigned_long_long"), address("ompi_mpi_float"), address("ompi_mpi_double"),
            address("ompi_mpi_long_double"), address("ompi_mpi_int8_t"), address("ompi_mpi_uint8_t"),
            address("ompi_mpi_int16_t"), address("ompi_mpi_uint16_t"), address("ompi_mpi_int32_t"),
            address("ompi_mpi_uint32_t"), address("ompi_mpi_int64_t"), address("ompi_mpi_uint64_t"),
            address("ompi_mpi_c_bool"), address("ompi_mpi_c_float_complex"), address("ompi_mpi_c_double_complex"),
            address("ompi_mpi_aint"), address("ompi_mpi_count"), address("ompi_mpi_offset"),
            address("ompi_mpi_packed"), address("ompi_mpi_float_int"), address("ompi_mpi_double_int"),
            address("ompi_mpi_long_int"), address("ompi_mpi_short_int"), address("ompi_mpi_2int"),
            address("ompi_mpi_longdbl_int"),
        ],
        Operations =
        [
            address("ompi_mpi_op_max"), address("ompi_mpi_op_min"), address("ompi_mpi_op_sum"),
            address("ompi_mpi_op_prod"), address("ompi_mpi_op_land"), address("ompi_mpi_op_band"),
            address("ompi_mpi_op_lor"), address("ompi_mpi_op_bor"), address("ompi_mpi_op_lxor"),
            address("ompi_mpi_op_bxor"), address("ompi_mpi_op_minloc"), address("ompi_mpi_op_maxloc"),
            address("ompi_mpi_op_replace"), address("ompi_mpi_op_no_op"),
        ],
        ErrorClasses = ErrorClasses,
        MaxFilePath = 235,
        OpenHangsIfOneFails = true,
        FileRequestsMustSucceed = true,
        CommTypeHardware = [13, 12],
        WindowAttributes = [7, 8, 9, 10, 11],
        WindowFlavors = [1, 2, 4, 3],
        WindowModels = [1, 0],

        // osc/ucx of 4.1 gives all to UCX as integers, which then adds the bits of floats; of 1 and 2 bytes it changes nothing, without an error.
        AtomicsOnWordsOnly = true,
        InPlaceReduceNeedsCopy = false,
        IbcastBetweenGroupsIsWrong = true,
        EmptyIreduceLeavesOutATag = true,
        WaitallHangsAfterFailure = true,

        DynamicWindowsOfOnePiece = address("MPI_Session_init") == 0 && MayUseUcxForWindows(),
        SpawnsOneProgramOnly = LauncherTakesOneProgram(vendorLine),
        InfoEnv = address("ompi_mpi_info_env"),
        Distributions = [2, 0, 1],
        DefaultDistribution = -1,
    };

    private static bool LauncherTakesOneProgram(string vendorLine) =>
        vendorLine.StartsWith(VendorPrefix + "5.0.", StringComparison.Ordinal)
        && vendorLine.Length > VendorPrefix.Length + 5
        && vendorLine[VendorPrefix.Length + 4] is >= '0' and <= '7'
        && !char.IsAsciiDigit(vendorLine[VendorPrefix.Length + 5]);

    // Its component osc/ucx has the faults of windows before 5.0, the first version with sessions. The variable names what may be used, or after ^ what may not.
    private static bool MayUseUcxForWindows()
    {
        string components = System.Environment.GetEnvironmentVariable("OMPI_MCA_osc") ?? "";
        bool named = components.TrimStart('^').Split(',', StringSplitOptions.TrimEntries).Contains("ucx");
        return components.Length == 0 || named != components.StartsWith('^');
    }
}
