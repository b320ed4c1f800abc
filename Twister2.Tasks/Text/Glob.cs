using System.IO.Enumeration;

namespace Twister2.Tasks;

/// <summary>
/// Finds the files that match a pattern, folder by folder, so that only folders that may hold a match are looked into. A part of the pattern is a name with <c>*</c> and
/// <c>?</c>, or <c>**</c> for any number of folders.
/// </summary>
internal static class Glob
{
    private const string AnyFolders = "**";

    /// <summary>Adds the files under <paramref name="folder"/> whose path matches the parts of a pattern.</summary>
    public static void AddMatches(string folder, ReadOnlySpan<string> pattern, ISet<string> files)
    {
        string part = pattern[0];
        ReadOnlySpan<string> rest = pattern[1..];
        if (part == AnyFolders)
        {
            AddMatches(folder, rest.IsEmpty ? ["*"] : rest, files);
            // Links to folders could lead round in circles.
            foreach (string inner in Entries(folder, "*", static entry => entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)))
                AddMatches(inner, pattern, files);
        }
        else if (rest.IsEmpty)
        {
            files.UnionWith(Entries(folder, part, static entry => !entry.IsDirectory));
        }
        else
        {
            foreach (string inner in Entries(folder, part, static entry => entry.IsDirectory)) AddMatches(inner, rest, files);
        }
    }

    private static FileSystemEnumerable<string> Entries(string folder, string name, Func<FileSystemEntry, bool> wanted)
    {
        EnumerationOptions options = new() { IgnoreInaccessible = false, AttributesToSkip = 0 };
        return new FileSystemEnumerable<string>(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => Matches(name, entry.FileName) && wanted(entry),
        };
    }

    private static bool Matches(string pattern, ReadOnlySpan<char> name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false) && (!InputFiles.IsHidden(name) || (pattern.Length > 0 && pattern[0] == name[0]));
}
