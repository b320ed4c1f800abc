using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>A file of a package.</summary>
/// <param name="Name">Its path below the package's folder, with '/'.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="IsProgram">Whether its owner may start it.</param>
internal readonly record struct PackageFile(string Name, long Length, bool IsProgram)
{
    private const int MostFiles = 20_000;
    private const long MostBytes = 2L << 30;

    /// <summary>All files below a folder, in one order everywhere. Links to files are files; links to folders are left out, they could lead anywhere.</summary>
    /// <exception cref="UsageException">They are more than a job has.</exception>
    public static PackageFile[] In(string folder)
    {
        List<PackageFile> files = [];
        Add(folder, "", files);
        long bytes = files.Sum(static file => file.Length);
        if (files.Count > MostFiles || bytes > MostBytes) throw TooMuch(folder);
        files.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return [.. files];
    }

    public static byte[] Write(PackageFile[] files)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        writer.Write(files.Length);
        foreach (PackageFile file in files)
        {
            writer.Write(file.Name);
            writer.Write(file.Length);
            writer.Write(file.IsProgram);
        }
        return bytes.ToArray();
    }

    /// <exception cref="DataAccessException">A name leads out of the folder.</exception>
    public static PackageFile[] Read(byte[] bytes)
    {
        using BinaryReader reader = new(new MemoryStream(bytes));
        PackageFile[] files = new PackageFile[reader.ReadInt32()];
        for (int i = 0; i < files.Length; i++)
        {
            files[i] = new PackageFile(reader.ReadString(), reader.ReadInt64(), reader.ReadBoolean());
            if (files[i].Name.Split('/').Any(static part => part is "" or "." or "..")) throw new DataAccessException($"The job's package has a file '{files[i].Name}', which leads out of its folder.");
        }
        return files;
    }

    private static void Add(string folder, string prefix, List<PackageFile> files)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles())
        {
            FileInfo target = file.LinkTarget is null ? file : (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            if (target.Exists) files.Add(new PackageFile(prefix + file.Name, target.Length, (target.UnixFileMode & UnixFileMode.UserExecute) != 0));
        }
        // Of a whole home directory not all is looked at first.
        if (files.Count > MostFiles) throw TooMuch(folder);
        foreach (DirectoryInfo inner in new DirectoryInfo(folder).EnumerateDirectories())
            if (inner.LinkTarget is null) Add(inner.FullName, $"{prefix}{inner.Name}/", files);
    }

    private static UsageException TooMuch(string folder) =>
        new($"The job's folder '{folder}' would be sent to the nodes, and has more than {MostFiles} files or {MostBytes >> 30} GiB: publish the job into a folder of its own, 'dotnet publish -o FOLDER'.");
}
