using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>An error of MPI: what the library returned, or what this binding saw before the library could be hurt by it.</summary>
/// <remarks>
/// After an error MPI leaves the state of the communicator open, as the standard says; most programs let the exception
/// end the process through <see cref="Communicator.Abort"/>.
/// </remarks>
public sealed class MpiException : Exception
{
    internal MpiException(ErrorClass errorClass, int code, string function, string text, Exception? cause = null)
        : base($"{function}: {text} ({errorClass}{(code == (int)errorClass ? "" : $", code {code}")}{Where()})", cause)
    {
        ErrorClass = errorClass;
        Code = code;
        Function = function;
        Text = text;
    }

    /// <summary>An error found on this side of the library.</summary>
    internal MpiException(ErrorClass errorClass, string function, string text, Exception? cause = null)
        : this(errorClass, (int)errorClass, function, text, cause)
    {
    }

    /// <summary>The class of the error, the same for every MPI library (MPI_Error_class).</summary>
    public ErrorClass ErrorClass { get; }

    /// <summary>The code that the library returned, of which MPI_Error_class tells the class; the class's number where the library was not asked.</summary>
    public int Code { get; }

    /// <summary>MPI's own name of the function that failed, such as <c>MPI_Recv</c>.</summary>
    public string Function { get; }

    /// <summary>The library's text for the code (MPI_Error_string).</summary>
    public string Text { get; }

    private static string Where() =>
        Native.IsLive && Communicator.WorldOrNull is { } world ? $", on rank {world.Rank} of {world.Size}" : "";
}
