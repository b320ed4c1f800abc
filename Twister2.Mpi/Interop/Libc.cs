using System.Runtime.InteropServices;
using System.Text;

namespace Twister2.Mpi.Interop;

/// <summary>
/// The few C library functions that .NET has no equal for. NativeLibrary.Load takes no flags, and
/// Environment.SetEnvironmentVariable is invisible to native code.
/// </summary>
internal static unsafe class Libc
{
    private const int RtldLazy = 1;
    private static readonly int RtldGlobal = OperatingSystem.IsMacOS() ? 8 : 0x100;
    private static readonly int RtldNoLoad = OperatingSystem.IsMacOS() ? 16 : 4;

    private static readonly delegate* unmanaged<byte*, byte*, int, int> SetEnvPointer =
        (delegate* unmanaged<byte*, byte*, int, int>)Symbol("setenv");

    private static readonly delegate* unmanaged<byte*, int, nint> DlOpenPointer =
        (delegate* unmanaged<byte*, int, nint>)Symbol("dlopen");

    private static readonly delegate* unmanaged<nint, int> DlClosePointer = (delegate* unmanaged<nint, int>)Symbol("dlclose");
    private static readonly delegate* unmanaged<byte*> DlErrorPointer = (delegate* unmanaged<byte*>)Symbol("dlerror");
    private static readonly delegate* unmanaged<nint, nint*, int> DlAddrPointer = (delegate* unmanaged<nint, nint*, int>)Symbol("dladdr");
    private static readonly delegate* unmanaged<int, void> ExitPointer = (delegate* unmanaged<int, void>)Symbol("_exit");

    /// <summary>Sets a variable in the native environment unless it is set already.</summary>
    public static void SetEnvironmentDefault(string name, string value)
    {
        fixed (byte* n = Utf8(name), v = Utf8(value))
            _ = SetEnvPointer(n, v, 0);
    }

    /// <summary>Loads a library with its symbols kept private; returns 0 and the loader's own words when it cannot.</summary>
    public static nint Open(string path, out string error) => Open(path, RtldLazy, out error);

    /// <summary>Makes the symbols of a loaded library visible to those loaded later (MPI plug-ins and profilers need it).</summary>
    public static nint Promote(string path) => Open(path, RtldLazy | RtldGlobal | RtldNoLoad, out _);

    /// <summary>Gives a library back.</summary>
    public static void Close(nint library) => _ = DlClosePointer(library);

    /// <summary>The file that holds an address.</summary>
    public static string? FileOf(nint address)
    {
        // Dl_info: file name, base, symbol name, symbol address.
        nint* info = stackalloc nint[4];
        return DlAddrPointer(address, info) != 0 ? Marshal.PtrToStringUTF8(info[0]) : null;
    }

    /// <summary>Ends the process at once, without running any more managed code.</summary>
    public static void Exit(int code)
    {
        // Windows has none of these functions, and none is looked for before the first is called.
        if (OperatingSystem.IsWindows())
            System.Environment.Exit(code);
        else
            ExitPointer(code);
    }

    private static nint Open(string path, int flags, out string error)
    {
        fixed (byte* p = Utf8(path))
        {
            nint handle = DlOpenPointer(p, flags);
            error = handle != 0 ? "" : Marshal.PtrToStringUTF8((nint)DlErrorPointer()) ?? "dlopen failed";
            return handle;
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static nint Symbol(string name)
    {
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out nint address))
            return address;

        // glibc before 2.34 keeps dlopen and its kin in a library of their own.
        return NativeLibrary.GetExport(NativeLibrary.Load("libdl.so.2"), name);
    }
}
