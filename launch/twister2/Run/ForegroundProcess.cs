using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>
/// A job's launcher, run in the foreground. It has a session of its own, so that Ctrl+C reaches this program alone, which then ends the job in order: workers are told first and note who ended them, and nothing is left.
/// </summary>
internal sealed class ForegroundProcess : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly ManualResetEventSlim _signalled = new();
    private readonly Task[] _copies;
    private volatile int _code;
    private int _count;

    /// <summary>Starts it.</summary>
    /// <param name="command">The launcher, or the only worker.</param>
    /// <param name="output">Takes what it prints on standard output; null where that goes where this program's goes.</param>
    /// <param name="error">The same for standard error.</param>
    /// <exception cref="UsageException">There is no such command.</exception>
    public ForegroundProcess(string[] command, Action<Stream>? output, Action<Stream>? error)
    {
        if (OnPath.Find(command[0]) is null) throw new UsageException($"There is no '{command[0]}' on the PATH. 'twister2 doctor' says which launchers there are.");
        foreach ((PosixSignal signal, int code) in ((PosixSignal, int)[])[(PosixSignal.SIGINT, ExitCodes.Interrupted), (PosixSignal.SIGTERM, ExitCodes.Terminated), (PosixSignal.SIGHUP, ExitCodes.Terminated)])
            _signals.Add(PosixSignalRegistration.Create(signal, context => Take(context, code)));
        ProcessStartInfo info = new("setsid", command)
        {
            RedirectStandardOutput = output is not null,
            RedirectStandardError = error is not null,
            // A session without a terminal cannot read from one.
            RedirectStandardInput = !Console.IsInputRedirected,
        };
        _process = Start(info);
        if (info.RedirectStandardInput) _process.StandardInput.Close();
        _copies =
        [
            output is null ? Task.CompletedTask : Task.Run(() => output(_process.StandardOutput.BaseStream)),
            error is null ? Task.CompletedTask : Task.Run(() => error(_process.StandardError.BaseStream)),
        ];
    }

    /// <summary>The exit code of the signal by which this program is to end; 0 for none.</summary>
    public int SignalCode => _code;

    /// <summary>Waits a while for its end, or for a signal.</summary>
    public bool WaitForEnd(TimeSpan pause)
    {
        if (_process.WaitForExit(TimeSpan.Zero)) return true;
        if (_code == 0) _signalled.Wait(pause);
        return _process.HasExited;
    }

    /// <summary>What it ended with, when all that it printed is taken.</summary>
    public int ExitCode
    {
        get
        {
            _process.WaitForExit();
            // A process that the job has left behind may hold the other ends for ever.
            Task.WaitAll(_copies, Grace);
            return _code != 0 ? _code : _process.ExitCode;
        }
    }

    /// <summary>Ends the job: its workers, where they have registered; its launcher; and what is left of both after a while.</summary>
    public void End(JobRecord? job)
    {
        try
        {
            if (job is null || !JobKill.Run(job, Grace)) Terminate();
        }
        catch (UsageException)
        {
            // None has registered, or none is on this machine.
            Terminate();
        }
        Task<bool> ended = Task.Run(() => _process.WaitForExit(Grace + Grace));
        while (!ended.Wait(TimeSpan.FromMilliseconds(50)) && Volatile.Read(ref _count) < 2)
        {
        }
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        // Only where this program fails: the job is not left behind.
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _signalled.Dispose();
    }

    private void Terminate()
    {
        if (!_process.HasExited) JobProcess.Send(_process.Id, JobProcess.Terminate);
    }

    private void Take(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (_code == 0) _code = code;
        Interlocked.Increment(ref _count);
        _signalled.Set();
    }

    private static Process Start(ProcessStartInfo info)
    {
        try
        {
            return Process.Start(info)!;
        }
        catch (Win32Exception e)
        {
            throw new UsageException($"A job in the foreground needs 'setsid' (util-linux): {e.Message}", e);
        }
    }
}
