using System.IO.Enumeration;

namespace Twister2.Tasks;

/// <summary>Looks up the files that paths of an input mean.</summary>
public static class InputFiles
{
    /// <summary>
    /// The files of <paramref name="paths"/>, absolute, those of each path in ordinal order: files as they are, all files under folders (but those whose name, or
    /// whose folder's name, begins with '.' or '_'), and globs with <c>*</c> and <c>?</c> in a name and <c>**</c> for any folders. A name that begins with '.' or '_' matches
    /// only a part of a glob that begins so as well. Links to files are followed; links to folders only where a path or a part of a glob names them.
    /// </summary>
    /// <exception cref="DataAccessException">A path does not exist, matches nothing, or cannot be looked up.</exception>
    public static string[] Find(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        List<string> files = [];
        foreach (string path in paths)
        {
            try
            {
                files.AddRange(FilesOf(path));
            }
            catch (Exception e) when (e is not DataAccessException && DataAccessException.IsFileError(e))
            {
                throw new DataAccessException($"Input '{path}' cannot be looked up: {e.Message}", e);
            }
        }
        return [.. files];
    }

    private static string[] FilesOf(string path)
    {
        if (string.IsNullOrEmpty(path)) throw new DataAccessException("An input path is empty.");
        if (File.Exists(path)) return [Path.GetFullPath(path)];
        if (Directory.Exists(path)) return FilesUnder(path);
        if (path.Contains('*', StringComparison.Ordinal)) return FilesMatching(path);
        throw new DataAccessException($"Input '{path}' does not exist (looked for in {Environment.CurrentDirectory}). Give a file, a folder, or a glob with * and **.");
    }

    private static string[] FilesUnder(string folder)
    {
        EnumerationOptions options = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };
        FileSystemEnumerable<string> found = new(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory && !IsHidden(entry.FileName),
            // Links to folders could lead round in circles.
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !IsHidden(entry.FileName) && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        string[] files = [.. found];
        if (files.Length == 0) throw new DataAccessException($"Input folder '{folder}' has no files (names that begin with '.' or '_' do not count).");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    internal static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith(".", StringComparison.Ordinal) || name.StartsWith("_", StringComparison.Ordinal);

    private static string[] FilesMatching(string glob)
    {
        string[] parts = Path.GetFullPath(glob).Split('/');
        int firstWild = Array.FindIndex(parts, static part => part.Contains('*', StringComparison.Ordinal));
        string root = firstWild <= 1 ? "/" : string.Join('/', parts[..firstWild]);
        if (!Directory.Exists(root)) throw new DataAccessException($"Input '{glob}' matches nothing: the folder '{root}' does not exist.");
        SortedSet<string> files = new(StringComparer.Ordinal);
        Glob.AddMatches(root, parts.AsSpan(firstWild), files);
        if (files.Count == 0) throw new DataAccessException($"Input '{glob}' matches no file under '{root}' (names that begin with '.' or '_' must be given so).");
        return [.. files];
    }
}
