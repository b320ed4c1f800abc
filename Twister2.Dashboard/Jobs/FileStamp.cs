namespace Twister2.Dashboard.Jobs;

/// <summary>What tells that a file has changed, without reading it. That of a file that is not there is the default one.</summary>
internal readonly record struct FileStamp(long Length, long Ticks)
{
    public static FileStamp Of(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc.Ticks) : default;
    }

    /// <summary>The same for whoever compares texts.</summary>
    public string Tag => $"{Length:x}.{Ticks:x}";
}
