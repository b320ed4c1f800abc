using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Twister2.JobMaster.Metrics;

/// <summary>
/// Reads what a job's worker 0 writes of its workers and stages, while it runs or long after. A file that is not there, half a line, and fields that are not known are no errors.
/// </summary>
/// <param name="directory">The job's directory, as <see cref="JobRecord.Path"/>.</param>
public sealed class MetricsReader(string directory)
{
    private const int Piece = 1 << 16;

    private long _read;

    /// <summary>The samples that were written since this was called last, the first time all of them; one at a time, so that an hour's need not be in memory at once.</summary>
    public IEnumerable<MetricsSample> ReadSamples()
    {
        using FileStream? file = Open(MetricsFiles.Samples(directory));
        if (file is null) yield break;
        if (file.Length < _read) _read = 0;
        file.Position = _read;
        byte[] buffer = new byte[Piece];
        int have = 0;
        while (file.Read(buffer, have, buffer.Length - have) is > 0 and int more)
        {
            have += more;
            int line = 0;
            // What has no end yet is read again the next time.
            while (buffer.AsSpan(line, have - line).IndexOf((byte)'\n') is >= 0 and int length)
            {
                MetricsSample? sample = Parse(buffer.AsSpan(line, length), MetricsJson.Default.MetricsSample);
                line += length + 1;
                _read += length + 1;
                if (sample is not null) yield return sample;
            }
            buffer.AsSpan(line, have - line).CopyTo(buffer);
            have -= line;
            if (have == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    /// <summary>Lets the next <see cref="ReadSamples"/> begin at most so many bytes before the end: for who wants the last samples of a long job.</summary>
    public void SkipTo(long bytesBeforeEnd)
    {
        using FileStream? file = Open(MetricsFiles.Samples(directory));
        if (file is null || file.Length - bytesBeforeEnd <= _read) return;
        file.Position = file.Length - bytesBeforeEnd;
        while (file.ReadByte() is >= 0 and not '\n')
        {
            // The rest of a line.
        }
        _read = file.Position;
    }

    /// <summary>How far the job's stages have come; null where nothing is known of them.</summary>
    public JobStages? ReadStages() => ReadWhole(MetricsFiles.Stages(directory), MetricsJson.Default.JobStages);

    /// <summary>Who has sent how much to whom; null where nothing is known of that.</summary>
    public JobLinks? ReadLinks() => ReadWhole(MetricsFiles.Links(directory), MetricsJson.Default.LinksFile) is { Bytes: { } bytes } links
        ? new JobLinks { Time = links.Time, Workers = links.Workers, Links = [.. bytes.Where(static link => link is { Length: >= 4 }).Select(static link => new LinkTraffic((int)link[0], (int)link[1], link[2], link[3]))] }
        : null;

    private static T? ReadWhole<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        using FileStream? file = Open(path);
        if (file is null) return null;
        byte[] bytes = new byte[file.Length];
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? Parse(bytes, type) : null;
    }

    private static T? Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // Half of it: whoever wrote it was ended, or its disk is full.
            return null;
        }
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
