using Twister2.Tasks;

namespace Twister2.JobMaster;

/// <summary>The packages that a node keeps, each in a folder named by its hash. Those that nobody has used for a month are removed when another one comes.</summary>
internal sealed class PackageStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Unfinished = ".new-";
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(30), FinishWithin = TimeSpan.FromDays(1);

    private readonly string _folder;

    /// <exception cref="DataAccessException">The folder is one that others can write to: they could put programs into it.</exception>
    public PackageStore(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder, OwnerOnly);
        DirectoryInfo made = new(folder);
        if (made.LinkTarget is not null || (made.UnixFileMode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new DataAccessException($"'{folder}' is a link, or others can write to it, so programs are not loaded from there. Remove it, or name another folder by TWISTER2_PACKAGES.");
    }

    public string PlaceOf(byte[] hash) => Path.Combine(_folder, Convert.ToHexStringLower(hash));

    public string NewFolder()
    {
        Sweep(DateTime.UtcNow);
        string folder = Path.Combine(_folder, $"{Unfinished}{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder, OwnerOnly);
        return folder;
    }

    public static FileStream NewFile(string folder, PackageFile file)
    {
        string path = Path.Combine(folder, file.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = file.IsProgram ? OwnerOnly : UnixFileMode.UserRead | UnixFileMode.UserWrite });
    }

    /// <summary>Gives a folder that is complete its name. One that was there was damaged, or another job has just made it: then that is as good.</summary>
    public static void Keep(string unfinished, string place)
    {
        if (Directory.Exists(place))
        {
            string damaged = $"{unfinished}-old";
            Directory.Move(place, damaged);
            Directory.Delete(damaged, recursive: true);
        }
        try
        {
            Directory.Move(unfinished, place);
        }
        catch (IOException) when (Directory.Exists(place))
        {
        }
    }

    /// <summary>Says that it is in use.</summary>
    public static void Use(string place) => Directory.SetLastWriteTimeUtc(place, DateTime.UtcNow);

    private void Sweep(DateTime now)
    {
        foreach (DirectoryInfo old in new DirectoryInfo(_folder).EnumerateDirectories())
        {
            TimeSpan limit = old.Name.StartsWith(Unfinished, StringComparison.Ordinal) ? FinishWithin : KeepFor;
            if (now - old.LastWriteTimeUtc > limit) old.Delete(recursive: true);
        }
    }
}
