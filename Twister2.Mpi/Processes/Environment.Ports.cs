using System.Globalization;
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
        using var hints = WithRoom(info);
        Native.Check(MpiFunctions.OpenPort(hints.Handle, name), "MPI_Open_port");
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
    /// <exception cref="MpiException">The name is taken, there is no name server, or the name has blanks and the library is of MPICH's family
    /// (<see cref="ErrorClass.Service"/>).</exception>
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
        using var hints = WithRoom(info);
        fixed (byte* name = ServiceName(service, "MPI_Lookup_name"))
            Native.Check(MpiFunctions.LookupName(name, hints.Handle, port), "MPI_Lookup_name");
        return Marshal.PtrToStringUTF8((nint)port)!;
    }

    // A port of MPICH over UCX has a longer name than MPI_MAX_PORT_NAME, and is opened only where this hint says that there is room (its issue 6831).
    private static Info WithRoom(Info? info)
    {
        var hints = info?.Clone() ?? new Info();
        hints["port_name_size"] = MpiAbi.TextSize.ToString(CultureInfo.InvariantCulture);
        return hints;
    }

    // MPICH's launcher takes the name up to the first blank, so that it mixes up two that differ later, and ends by SIGSEGV at a line break (C programs show
    // both with 4.0.2, 4.2.1 and 5.0.2).
    private static byte[] ServiceName(string service, string function) => !Native.Abi.ServiceNamesAreWords || !service.Any(char.IsWhiteSpace)
        ? Info.Utf8(service)
        : throw new MpiException(ErrorClass.Service, function, $"\"{service}\" has blanks, and this library's launcher reads a name up to the first; use one word");

    private static void Name(
        delegate* unmanaged<byte*, nint, byte*, int> call, string service, string port, Info? info, string function)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(port);
        Native.EnsureLive(function);
        fixed (byte* name = ServiceName(service, function), place = Info.Utf8(port))
            Native.Check(call(name, Info.HandleOf(info), place), function);
    }
}
