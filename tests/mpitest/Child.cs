using System.Diagnostics;
using System.Text;

namespace Twister2.MpiTest;

/// <summary>What a finished child process wrote (standard output and error together) and its exit code; null when it was stopped.</summary>
internal sealed record ChildResult(int? ExitCode, string Output);

/// <summary>One process started by the harness with everything that descends from it; disposing it leaves none behind.</summary>
internal sealed class Child : IDisposable
{
    private readonly StringBuilder _output = new();
    private readonly ProcessTree _tree = new();
    private Process? _process;

    public Child(string program, IEnumerable<string> arguments)
    {
        Info = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            Info.ArgumentList.Add(argument);
        _tree.Mark(Info.Environment);
    }

    /// <summary>Set arguments and environment here before <see cref="Start"/>.</summary>
    public ProcessStartInfo Info { get; }

    public ProcessTree Tree => _tree;

    public bool HasExited => _process!.HasExited;

    public int? ExitCode => _process!.HasExited ? _process.ExitCode : null;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public void Start()
    {
        _process = Process.Start(Info) ?? throw new InvalidOperationException($"{Info.FileName} was not started");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        // Nothing the harness starts may read its terminal.
        _process.StandardInput.Close();
    }

    /// <summary>Runs to the end, or stops the process when the time is up.</summary>
    public ChildResult Run(TimeSpan limit, CancellationToken cancel)
    {
        using (this)
        {
            Start();
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            deadline.CancelAfter(limit);
            try
            {
                _process!.WaitForExitAsync(deadline.Token).GetAwaiter().GetResult();
                return new ChildResult(_process.ExitCode, Output);
            }
            catch (OperationCanceledException)
            {
                cancel.ThrowIfCancellationRequested();
                return new ChildResult(null, Output);
            }
        }
    }

    /// <summary>Asks the process to end, then kills whatever of its descendants is left.</summary>
    public void Stop()
    {
        if (_process is not null)
            _tree.Stop(_process.Id);
    }

    public void Dispose()
    {
        Stop();
        _process?.Dispose();
        _process = null;
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Append(line).Append('\n');
    }
}
