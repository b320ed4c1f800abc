using System.Buffers.Text;
using System.Diagnostics;

namespace Twister2.JobMaster.Heartbeats;

/// <summary>Counts the threads of this process.</summary>
internal static class ProcessThreads
{
    private static readonly byte[] Buffer = new byte[1024];

    /// <summary>From one thread at a time.</summary>
    public static int Count()
    {
        // Process.Threads opens a file for each thread; Linux has the number in one.
        if (!OperatingSystem.IsLinux()) return CountAll();
        using FileStream file = new("/proc/self/stat", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        ReadOnlySpan<byte> line = Buffer.AsSpan(0, file.Read(Buffer));
        // The name before it stands in parentheses and may have any character.
        line = line[(line.LastIndexOf((byte)')') + 1)..];
        const int FieldsBefore = 18;
        for (int field = 0; field < FieldsBefore; field++) line = line[(line.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(line, out int threads, out _) ? threads : 0;
    }

    private static int CountAll()
    {
        using Process process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
