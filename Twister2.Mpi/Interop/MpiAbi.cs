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

    public required nint CommWorld { get; init; }

    public required nint CommSelf { get; init; }

    public required nint CommNull { get; init; }

    public required nint RequestNull { get; init; }

    public required nint MessageNull { get; init; }

    public required nint InfoNull { get; init; }

    public required nint ErrorsReturn { get; init; }

    /// <summary>Handles in the order of <see cref="DatatypeKind"/>.</summary>
    public required nint[] Datatypes { get; init; }

    /// <summary>Handles in the order of <see cref="OperationKind"/>.</summary>
    public required nint[] Operations { get; init; }

    /// <summary>The library's error classes, at the index the library gives them.</summary>
    public required ErrorClass[] ErrorClasses { get; init; }

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
