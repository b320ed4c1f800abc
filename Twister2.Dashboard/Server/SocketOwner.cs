using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Twister2.Dashboard.Server;

/// <summary>
/// Whose the other end of a connection is, where it is on this machine. All users of a login node reach 127.0.0.1 there; the kernel knows which of them a socket belongs to, also that of an ssh tunnel.
/// </summary>
internal static partial class SocketOwner
{
    private const int AddressColumn = 1, UserColumn = 7;

    /// <summary>Whether the socket at this end point is on this machine and belongs to the user of this process, or to root. False where that cannot be found out.</summary>
    public static bool IsOurs(IPEndPoint peer)
    {
        IPAddress address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        if (!IPAddress.IsLoopback(address)) return false;
        uint? owner = address.AddressFamily == AddressFamily.InterNetwork
            ? Find("/proc/net/tcp", Entry(address, peer.Port)) ?? Find("/proc/net/tcp6", Entry(address.MapToIPv6(), peer.Port))
            : Find("/proc/net/tcp6", Entry(address, peer.Port));
        return owner is { } user && (user == 0 || user == CurrentUser());
    }

    /// <summary>An end point as these tables have it: words of the address as the machine holds them in memory, then the port.</summary>
    internal static string Entry(IPAddress address, int port)
    {
        Span<byte> bytes = address.GetAddressBytes();
        string text = "";
        for (int word = 0; word < bytes.Length; word += sizeof(uint))
            text += (BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[word..]) : BinaryPrimitives.ReadUInt32BigEndian(bytes[word..])).ToString("X8", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text}:{port:X4}");
    }

    private static uint? Find(string table, string entry)
    {
        try
        {
            foreach (string line in File.ReadLines(table))
            {
                string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > UserColumn && columns[AddressColumn] == entry && uint.TryParse(columns[UserColumn], NumberStyles.None, CultureInfo.InvariantCulture, out uint user)) return user;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another system, or a closed one: the token must do.
        }
        return null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint CurrentUser();
}
