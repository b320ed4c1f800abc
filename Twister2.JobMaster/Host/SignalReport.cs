using System.Runtime.InteropServices;

namespace Twister2.JobMaster;

/// <summary>Notes in the job's log and event log that a signal ended it; mpiexec and Slurm pass SIGTERM and SIGINT on to the workers. Then the process ends.</summary>
internal sealed class SignalReport : IDisposable
{
    private readonly FailureReport _failures;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public SignalReport(FailureReport failures)
    {
        _failures = failures;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, "SIGTERM", ExitCodes.Terminated));
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, "SIGINT", ExitCodes.Interrupted));
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void End(PosixSignalContext context, string signal, int code)
    {
        context.Cancel = true;
        System.Environment.Exit(_failures.EndBy(SlurmVariables.IsAtTimeLimit(DateTimeOffset.UtcNow) ? $"{signal}, at the time limit of Slurm's job {SlurmVariables.JobId}" : signal, code));
    }
}
