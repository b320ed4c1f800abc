using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 9.4 and 9.5: error codes, and those of the program. Numbers are the library's own.
public sealed unsafe partial class Environment
{
    // The shortest MPI_MAX_ERROR_STRING of the libraries, without the end mark.
    private const int MaxErrorText = 255;

    /// <summary>Adds an error class (MPI_Add_error_class). Local.</summary>
    /// <returns>The library's number for it; an <see cref="MpiException"/> of it has the class <see cref="ErrorClass.Unknown"/>, and the code.</returns>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int AddErrorClass()
    {
        Native.EnsureLive("MPI_Add_error_class");
        int errorClass = 0;
        Native.Check(MpiFunctions.AddErrorClass(&errorClass), "MPI_Add_error_class");
        return errorClass;
    }

    /// <summary>Adds an error code to a class of <see cref="AddErrorClass"/> (MPI_Add_error_code). Local.</summary>
    /// <exception cref="MpiException">There is no such class, or MPI has been finalised.</exception>
    public static int AddErrorCode(int errorClass)
    {
        Native.EnsureLive("MPI_Add_error_code");
        int code = 0;
        Native.Check(MpiFunctions.AddErrorCode(errorClass, &code), "MPI_Add_error_code");
        return code;
    }

    /// <summary>Adds an error code to one of MPI's classes (MPI_Add_error_code). Local.</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static int AddErrorCode(ErrorClass errorClass)
    {
        Native.EnsureLive("MPI_Add_error_code");
        return AddErrorCode(Native.Abi.FromErrorClass(errorClass));
    }

    /// <summary>Says what an added code or class means, in at most 255 bytes of UTF-8 (MPI_Add_error_string). Local.</summary>
    /// <exception cref="MpiException">The code is not an added one, the text is too long, or MPI has been finalised.</exception>
    public static void AddErrorString(int errorCode, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Native.EnsureLive("MPI_Add_error_string");
        if (Encoding.UTF8.GetByteCount(text) > MaxErrorText)
            throw new MpiException(ErrorClass.Argument, "MPI_Add_error_string", $"the text has more than {MaxErrorText} bytes");
        fixed (byte* first = Info.Utf8(text))
            Native.Check(MpiFunctions.AddErrorString(errorCode, first), "MPI_Add_error_string");
    }

    /// <summary>The library's number for the class of a code (MPI_Error_class). Local.</summary>
    /// <exception cref="MpiException">There is no such code, or MPI has been finalised.</exception>
    public static int GetErrorClass(int errorCode)
    {
        Native.EnsureLive("MPI_Error_class");
        int errorClass = 0;
        Native.Check(MpiFunctions.ErrorClass(errorCode, &errorClass), "MPI_Error_class");
        return errorClass;
    }

    /// <summary>The library's text for a code (MPI_Error_string). Local.</summary>
    /// <exception cref="MpiException">There is no such code, or MPI has been finalised.</exception>
    public static string GetErrorString(int errorCode)
    {
        Native.EnsureLive("MPI_Error_string");
        byte* text = stackalloc byte[MpiAbi.TextSize];
        int length = 0;
        Native.Check(MpiFunctions.ErrorString(errorCode, text, &length), "MPI_Error_string");
        return Marshal.PtrToStringUTF8((nint)text, length);
    }
}
