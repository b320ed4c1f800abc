using System.Diagnostics;
using System.Globalization;
using System.Text;
using Twister2.MpiTest;

namespace Twister2.Launch.Tests;

/// <summary>A started command with all processes under it. It has a deadline, and nothing of it may be left when it has ended.</summary>
public sealed class Run : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    // What the launcher's own helpers take to leave after it; far more than they need.
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(10);

    private readonly ProcessTree _tree = new("TWISTER2_LAUNCHTEST");
    private readonly Command _command;
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _error = new();

    public Run(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        _command = command;
        ProcessStartInfo info = command.ToStartInfo();
        _tree.Mark(info.Environment);
        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    /// <summary>Runs a command to its end.</summary>
    public static Result ToEnd(Command command, int seconds = 60)
    {
        using Run run = new(command);
        return run.ToEnd(seconds);
    }

    /// <summary>Waits for the end. Fails when it does not come in time, or when a process stays behind.</summary>
    public Result ToEnd(int seconds = 60)
    {
        bool ended = _process.WaitForExit(TimeSpan.FromSeconds(seconds));
        IReadOnlyList<TreeProcess> left = ended ? WaitForAllToLeave() : [];
        string leftBehind = string.Join(", ", left.Select(static process => $"{process.Id} ({NameOf(process.Id)})"));
        if (!ended || left.Count > 0) _tree.Stop(_process.Id);
        _process.WaitForExit();
        Result result = new(_command.ToString(), _process.ExitCode, _output.ToString(), _error.ToString());
        if (!ended) Assert.Fail($"Not ended after {seconds} s, so it was killed.\n{result}");
        if (left.Count > 0) Assert.Fail($"Processes were left behind: {leftBehind}.\n{result}");
        return result;
    }

    /// <summary>Waits for something that the command does while it runs.</summary>
    public void Until(Func<bool> condition, string what, int seconds = 60)
    {
        ArgumentNullException.ThrowIfNull(condition);
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(seconds))
            {
                _tree.Stop(_process.Id);
                _process.WaitForExit();
                Assert.Fail($"It never came to this: {what}.\n{new Result(_command.ToString(), _process.ExitCode, _output.ToString(), _error.ToString())}");
            }
            Thread.Sleep(Pause);
        }
    }

    /// <summary>Sends a signal to the process that was started, the launcher.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>
    /// Kills every process that was started but those with a name. The youngest first: a launcher's helper that outlives the launcher kills the workers itself.
    /// </summary>
    public void KillAllBut(string name)
    {
        foreach (TreeProcess process in _tree.Alive().Where(process => !NameOf(process.Id).Split(' ')[0].EndsWith(name, StringComparison.Ordinal)).OrderByDescending(process => process.Id))
        {
            using Process kill = Process.Start("kill", ["-KILL", process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }
    }

    public void Dispose()
    {
        _tree.Stop(_process.Id);
        _process.Dispose();
    }

    private IReadOnlyList<TreeProcess> WaitForAllToLeave()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            IReadOnlyList<TreeProcess> alive = _tree.Alive();
            if (alive.Count == 0 || Stopwatch.GetElapsedTime(start) > TimeToLeave) return alive;
            Thread.Sleep(Pause);
        }
    }

    private static string NameOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ').Trim();
        }
        catch (IOException)
        {
            return "gone meanwhile";
        }
    }

    private static void Keep(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }
}
