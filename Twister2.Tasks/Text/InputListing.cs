namespace Twister2.Tasks;

/// <summary>The files of an input with their lengths, in an order that is the same everywhere.</summary>
internal sealed class InputListing(string[] files, long[] lengths)
{
    public string[] Files => files;

    public long[] Lengths => lengths;

    public long TotalBytes { get; } = lengths.Sum();

    /// <summary>Looks up files, folders and globs, and how long the files are.</summary>
    /// <exception cref="DataAccessException">A path does not exist, matches nothing, or cannot be looked up.</exception>
    public static InputListing Of(IEnumerable<string> paths)
    {
        string[] files = InputFiles.Find(paths);
        return new InputListing(files, [.. files.Select(LengthOf)]);
    }

    private static long LengthOf(string file)
    {
        try
        {
            FileInfo info = new(file);
            // Of a link .NET gives the link's own length: that of the path it holds.
            if (info.Attributes.HasFlag(FileAttributes.ReparsePoint)) info = (FileInfo)info.ResolveLinkTarget(returnFinalTarget: true)!;
            if (info.Length == 0) EmptyFile.Check(file);
            return info.Length;
        }
        catch (Exception e) when (e is not DataAccessException && DataAccessException.IsFileError(e))
        {
            throw new DataAccessException($"Input '{file}' cannot be read: {e.Message}", e);
        }
    }
}
