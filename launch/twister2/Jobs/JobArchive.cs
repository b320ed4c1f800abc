using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>
/// A job in a .zip. It is unpacked once: the folder is named by the archive's SHA-256, so that the same archive is the same job wherever it lies, and a changed one another. Archives come from elsewhere, so nothing in them is
/// trusted: not where entries want to lie, not what sizes they tell.
/// </summary>
internal static class JobArchive
{
    private const int MostEntries = 20_000;
    private const long MostBytes = 4L << 30, MostRatio = 200, AnyRatioUpTo = 64 << 20;
    private const int FileTypeMask = 0xF000, RegularFile = 0x8000, Folder = 0x4000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder with what is in the archive.</summary>
    /// <exception cref="UsageException">It is no archive, or one that must not be unpacked.</exception>
    public static string Unpack(string archive, string packages)
    {
        using FileStream file = File.OpenRead(archive);
        string folder = Path.Combine(packages, Convert.ToHexStringLower(SHA256.HashData(file))[..32]);
        if (Directory.Exists(folder)) return folder;
        file.Position = 0;
        string unfinished = $"{folder}.new-{Guid.NewGuid():N}";
        Directory.CreateDirectory(unfinished, OwnerOnly);
        try
        {
            using ZipArchive zip = Open(file, archive);
            Unpack(zip, archive, file.Length, unfinished);
            TakeName(unfinished, folder);
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"'{archive}' is damaged: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        }
        return folder;
    }

    private static ZipArchive Open(FileStream file, string archive)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException e)
        {
            throw new UsageException($"'{archive}' is no .zip that can be read: {e.Message}", e);
        }
    }

    // Another one may have unpacked the same meanwhile.
    private static void TakeName(string unfinished, string folder)
    {
        try
        {
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
        }
    }

    private static void Unpack(ZipArchive zip, string archive, long packedBytes, string folder)
    {
        if (zip.Entries.Count > MostEntries) throw new UsageException($"'{archive}' has {zip.Entries.Count} entries, more than {MostEntries}: put the job alone into it.");
        long left = Math.Min(MostBytes, Math.Max(AnyRatioUpTo, packedBytes * MostRatio));
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string path = PathOf(entry, archive, folder);
            if (entry.FullName.EndsWith('/')) Directory.CreateDirectory(path);
            else if (!seen.Add(path)) throw new UsageException($"'{archive}' has '{entry.FullName}' twice.");
            else left = Write(entry, archive, path, left);
        }
    }

    private static string PathOf(ZipArchiveEntry entry, string archive, string folder)
    {
        string name = entry.FullName;
        int type = (entry.ExternalAttributes >> 16) & FileTypeMask;
        if (type is not (0 or RegularFile or Folder)) throw new UsageException($"'{archive}' has '{name}', which is no file but a link or a device: that is not unpacked.");
        bool leadsOut = name.Length == 0 || name[0] == '/' || name.AsSpan().IndexOfAny('\\', '\0', ':') >= 0 || name.TrimEnd('/').Split('/').Any(static part => part is "" or "." or "..");
        return leadsOut ? throw new UsageException($"'{archive}' has an entry '{name}', which leads out of the folder or is no name for a file: nothing of it is unpacked.") : Path.Combine(folder, name);
    }

    private static long Write(ZipArchiveEntry entry, string archive, string path, long left)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] block = new byte[1 << 16];
        bool isProgram = false;
        Crc32 crc = new();
        using (Stream source = entry.Open())
        using (FileStream target = new(path, FileMode.CreateNew))
        {
            for (int count; (count = source.Read(block)) > 0; left -= count)
            {
                if (count > left) throw new UsageException($"'{archive}' becomes far larger than its own size when it is unpacked (at '{entry.FullName}'): it is damaged, or made to fill the disk.");
                if (target.Position == 0) isProgram = block.AsSpan(0, count).StartsWith("\x7f\x45LF"u8);
                target.Write(block, 0, count);
                crc.Append(block.AsSpan(0, count));
            }
        }
        // .NET does not look.
        if (crc.GetCurrentHashAsUInt32() != entry.Crc32) throw new InvalidDataException($"'{entry.FullName}' has another checksum than it should.");
        // Archives made on Windows do not say what can be started.
        if (isProgram || ((entry.ExternalAttributes >> 16) & (int)UnixFileMode.UserExecute) != 0) File.SetUnixFileMode(path, OwnerOnly);
        return left;
    }
}
