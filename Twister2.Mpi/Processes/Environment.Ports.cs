using System.Runtime.InteropServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 11.4: ports at which jobs meet.
public sealed unsafe partial class Environment
{
    /// <summary>Opens a port for <see cref="Intracommunicator.Accept"/> (MPI_Open_port). Local.</summary>
    /// <param name="info">Hints.</param>
    /// <returns>The port's name, to be brought to those who shall connect.</returns>
    /// <exception cref="MpiException">The library failed, or this process runs without one.</exception>
    public static string OpenPort(Info? info = null)
    {
        Native.EnsureLive("MPI_Open_port");
        byte* name = stackalloc byte[MpiAbi.TextSize];
        Native.Check(MpiFunctions.OpenPort(Info.HandleOf(info), name), "MPI_Open_port");
        return Marshal.PtrToStringUTF8((nint)name)!;
    }

    /// <summary>Closes a port (MPI_Close_port). Local.</summary>
    /// <exception cref="MpiException">There is no such port.</exception>
    public static void ClosePort(string port)
    {
        ArgumentNullException.ThrowIfNull(port);
        Native.EnsureLive("MPI_Close_port");
        fixed (byte* name = Info.Utf8(port))
            Native.Check(MpiFunctions.ClosePort(name), "MPI_Close_port");
    }

    /// <summary>
    /// Tells a port by a name that others can look up (MPI_Publish_name). Between jobs it needs the library's name server (ompi-server,
    /// hydra_nameserver). Local.
    /// </summary>
    /// <exception cref="MpiException">The name is taken, or there is no name server.</exception>
    public static void PublishName(string service, string port, Info? info = null) =>
        Name(MpiFunctions.PublishName, service, port, info, "MPI_Publish_name");

    /// <summary>Takes a name back (MPI_Unpublish_name). Local.</summary>
    /// <exception cref="MpiException">The name was not published.</exception>
    public static void UnpublishName(string service, string port, Info? info = null) =>
        Name(MpiFunctions.UnpublishName, service, port, info, "MPI_Unpublish_name");

    /// <summary>Finds the port that was published by a name (MPI_Lookup_name). Local.</summary>
    /// <exception cref="MpiException">There is no such name.</exception>
    public static string LookupName(string service, Info? info = null)
    {
        ArgumentNullException.ThrowIfNull(service);
        Native.EnsureLive("MPI_Lookup_name");
        byte* port = stackalloc byte[MpiAbi.TextSize];
        fixed (byte* name = Info.Utf8(service))
            Native.Check(MpiFunctions.LookupName(name, Info.HandleOf(info), port), "MPI_Lookup_name");
        return Marshal.PtrToStringUTF8((nint)port)!;
    }

    private static void Name(
        delegate* unmanaged<byte*, nint, byte*, int> call, string service, string port, Info? info, string function)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(port);
        Native.EnsureLive(function);
        fixed (byte* name = Info.Utf8(service), place = Info.Utf8(port))
            Native.Check(call(name, Info.HandleOf(info), place), function);
    }
}
