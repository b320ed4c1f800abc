namespace Twister2.Bench;

/// <summary>Peers written in Python.</summary>
static class Script
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>An interpreter that has the script's modules - the first on PATH or the system's, which has Debian's packages - and the script.</summary>
    /// <exception cref="BenchException">Neither has them.</exception>
    public static string[] CommandOf(Benchmark benchmark, Peer peer)
    {
        string last = "no python3 on PATH";
        foreach (string python in (string[])["python3", "/usr/bin/python3"])
        {
            if (Command.Find(python) is null)
            {
                continue;
            }
            var output = Command.Run([python, "-c", $"import {string.Join(", ", peer.Libraries ?? ["sys"])}"], Patience);
            if (output.ExitCode == 0)
            {
                return [python, Path.Combine(benchmark.Folder, peer.Source)];
            }
            last = output.Tail().Split('\n')[^1];
        }
        throw BenchException.Usage(last);
    }
}
