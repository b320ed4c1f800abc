using System.Security.Cryptography;
using System.Text;

namespace Twister2.Dashboard.Server;

/// <summary>
/// What a request shows to be let in: made anew at each start, printed with the address, and kept in a file that only the user can read, for programs that ask.
/// </summary>
internal sealed class AccessToken : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;

    private AccessToken(string folder, string value) => (_folder, Value) = (folder, value);

    public string Value { get; }

    /// <summary>The file that it is kept in; null where the root cannot be written to.</summary>
    public string? File { get; private set; }

    public static AccessToken Make(string folder) => new(folder, RandomNumberGenerator.GetHexString(32, lowercase: true));

    /// <summary>Keeps it in <c>dashboard-PORT.token</c> under the root, as long as the server runs. In somebody else's root it is only printed.</summary>
    public void Keep(int port)
    {
        string file = Path.Combine(_folder, $"dashboard-{port}.token");
        try
        {
            Directory.CreateDirectory(_folder);
            // Made anew, with its mode from the beginning: who has an old one open learns nothing.
            System.IO.File.Delete(file);
            using FileStream stream = new(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            stream.Write(Encoding.ASCII.GetBytes(Value + "\n"));
            File = file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File = null;
        }
    }

    /// <summary>Compares in a time that does not tell how much was right.</summary>
    public bool Is(string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(other), Encoding.UTF8.GetBytes(Value));

    public void Dispose()
    {
        if (File is not { } file) return;
        try
        {
            // Another dashboard may have taken the port, and the file with it.
            if (Is(System.IO.File.ReadAllText(file).Trim())) System.IO.File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It opens nothing any more.
        }
    }
}
