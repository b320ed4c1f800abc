using System.Text;

namespace Twister2.Tasks.Tests;

/// <summary>A folder for the files of one case, removed at its end.</summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>The folder of this number: cases inside ranks agree on one, so that all ranks see the same folder.</summary>
    public TestFolder(int number)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"twister2-tests-{number:x8}");
        Directory.CreateDirectory(Path);
    }

    public TestFolder() : this(Random.Shared.Next()) { }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file in one step, so that ranks may write the same one at the same time.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string file = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        string temporary = $"{this[".new"]}-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, file, overwrite: true);
        return file;
    }

    public string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Names of files and folders under the folder, in order; of links their own.</summary>
    public string[] Entries() => [.. Directory.EnumerateFileSystemEntries(Path).Select(entry => System.IO.Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another rank was first.
        }
    }
}
