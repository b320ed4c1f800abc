namespace Twister2.Mpi;

/// <summary>
/// MPI's error classes (MPI_ERR_*), with the numbers of the MPI 5.0 standard whatever the library: errors of every library are
/// translated into these.
/// </summary>
public enum ErrorClass
{
    /// <summary>MPI_SUCCESS: no error.</summary>
    Success = 0,

    /// <summary>MPI_ERR_BUFFER: an invalid buffer.</summary>
    Buffer = 1,

    /// <summary>MPI_ERR_COUNT: an invalid count.</summary>
    Count = 2,

    /// <summary>MPI_ERR_TYPE: an invalid datatype.</summary>
    Type = 3,

    /// <summary>MPI_ERR_TAG: an invalid tag.</summary>
    Tag = 4,

    /// <summary>MPI_ERR_COMM: an invalid communicator.</summary>
    Communicator = 5,

    /// <summary>MPI_ERR_RANK: an invalid rank.</summary>
    Rank = 6,

    /// <summary>MPI_ERR_REQUEST: an invalid request.</summary>
    Request = 7,

    /// <summary>MPI_ERR_ROOT: an invalid root.</summary>
    Root = 8,

    /// <summary>MPI_ERR_GROUP: an invalid group.</summary>
    Group = 9,

    /// <summary>MPI_ERR_OP: an invalid reduction.</summary>
    Operation = 10,

    /// <summary>MPI_ERR_TOPOLOGY: an invalid topology.</summary>
    Topology = 11,

    /// <summary>MPI_ERR_DIMS: invalid dimensions.</summary>
    Dimensions = 12,

    /// <summary>MPI_ERR_ARG: another invalid argument.</summary>
    Argument = 13,

    /// <summary>MPI_ERR_UNKNOWN: an unknown error.</summary>
    Unknown = 14,

    /// <summary>MPI_ERR_TRUNCATE: a message longer than the buffer that receives it.</summary>
    Truncate = 15,

    /// <summary>MPI_ERR_OTHER: a known error that is in no other class.</summary>
    Other = 16,

    /// <summary>MPI_ERR_INTERN: an internal error of the MPI library.</summary>
    Internal = 17,

    /// <summary>MPI_ERR_PENDING: a request that is still pending.</summary>
    Pending = 18,

    /// <summary>MPI_ERR_IN_STATUS: an error told in a status.</summary>
    InStatus = 19,

    /// <summary>MPI_ERR_ACCESS.</summary>
    Access = 20,

    /// <summary>MPI_ERR_AMODE.</summary>
    AccessMode = 21,

    /// <summary>MPI_ERR_ASSERT.</summary>
    Assert = 22,

    /// <summary>MPI_ERR_BAD_FILE.</summary>
    BadFile = 23,

    /// <summary>MPI_ERR_BASE.</summary>
    Base = 24,

    /// <summary>MPI_ERR_CONVERSION.</summary>
    Conversion = 25,

    /// <summary>MPI_ERR_DISP.</summary>
    Displacement = 26,

    /// <summary>MPI_ERR_DUP_DATAREP.</summary>
    DuplicateDataRepresentation = 27,

    /// <summary>MPI_ERR_FILE_EXISTS.</summary>
    FileExists = 28,

    /// <summary>MPI_ERR_FILE_IN_USE.</summary>
    FileInUse = 29,

    /// <summary>MPI_ERR_FILE.</summary>
    File = 30,

    /// <summary>MPI_ERR_INFO_KEY.</summary>
    InfoKey = 31,

    /// <summary>MPI_ERR_INFO_NOKEY.</summary>
    InfoNoKey = 32,

    /// <summary>MPI_ERR_INFO_VALUE.</summary>
    InfoValue = 33,

    /// <summary>MPI_ERR_INFO.</summary>
    Info = 34,

    /// <summary>MPI_ERR_IO.</summary>
    IO = 35,

    /// <summary>MPI_ERR_KEYVAL.</summary>
    KeyValue = 36,

    /// <summary>MPI_ERR_LOCKTYPE.</summary>
    LockType = 37,

    /// <summary>MPI_ERR_NAME.</summary>
    Name = 38,

    /// <summary>MPI_ERR_NO_MEM.</summary>
    NoMemory = 39,

    /// <summary>MPI_ERR_NOT_SAME.</summary>
    NotSame = 40,

    /// <summary>MPI_ERR_NO_SPACE.</summary>
    NoSpace = 41,

    /// <summary>MPI_ERR_NO_SUCH_FILE.</summary>
    NoSuchFile = 42,

    /// <summary>MPI_ERR_PORT.</summary>
    Port = 43,

    /// <summary>MPI_ERR_QUOTA.</summary>
    Quota = 44,

    /// <summary>MPI_ERR_READ_ONLY.</summary>
    ReadOnly = 45,

    /// <summary>MPI_ERR_RMA_ATTACH.</summary>
    RmaAttach = 46,

    /// <summary>MPI_ERR_RMA_CONFLICT.</summary>
    RmaConflict = 47,

    /// <summary>MPI_ERR_RMA_RANGE.</summary>
    RmaRange = 48,

    /// <summary>MPI_ERR_RMA_SHARED.</summary>
    RmaShared = 49,

    /// <summary>MPI_ERR_RMA_SYNC.</summary>
    RmaSync = 50,

    /// <summary>MPI_ERR_SERVICE.</summary>
    Service = 51,

    /// <summary>MPI_ERR_SIZE.</summary>
    Size = 52,

    /// <summary>MPI_ERR_SPAWN.</summary>
    Spawn = 53,

    /// <summary>MPI_ERR_UNSUPPORTED_DATAREP.</summary>
    UnsupportedDataRepresentation = 54,

    /// <summary>MPI_ERR_UNSUPPORTED_OPERATION.</summary>
    UnsupportedOperation = 55,

    /// <summary>MPI_ERR_WIN.</summary>
    Window = 56,

    /// <summary>MPI_ERR_RMA_FLAVOR.</summary>
    RmaFlavor = 57,

    /// <summary>MPI_ERR_PROC_ABORTED.</summary>
    ProcAborted = 58,

    /// <summary>MPI_ERR_VALUE_TOO_LARGE.</summary>
    ValueTooLarge = 59,

    /// <summary>MPI_ERR_SESSION.</summary>
    Session = 60,

    /// <summary>MPI_ERR_ERRHANDLER.</summary>
    ErrorHandler = 61,

    /// <summary>MPI_ERR_ABI.</summary>
    Abi = 62,
}
