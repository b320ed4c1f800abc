using System.Runtime.InteropServices;
using CommandLine;

namespace Twister2.MpiTest;

/// <summary>Runs xunit v3 cases inside the ranks of an MPI job.</summary>
internal static class Program
{
    private const int WrongUse = 2;

    private static int Main(string[] arguments)
    {
        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = Console.Error;
            settings.MaximumDisplayWidth = 120;
        });
        ParserResult<Options> parsed = parser.ParseArguments<Options>(arguments);
        return parsed.MapResult(Run, errors =>
            errors.All(e => e.Tag is ErrorType.HelpRequestedError or ErrorType.VersionRequestedError) ? 0 : WrongUse);
    }

    private static int Run(Options options)
    {
        using var cancel = new CancellationTokenSource();
        int signalCode = 0;
        void Stop(PosixSignalContext signal)
        {
            // The run stops what it started, then the process ends with the signal's code.
            signal.Cancel = true;
            signalCode = signal.Signal == PosixSignal.SIGINT ? 130 : 143;
            cancel.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return new Harness(options, Console.Out).Run(cancel.Token);
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"mpitest: {e.Message}");
            return WrongUse;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Console.Error.WriteLine("mpitest: stopped by a signal; nothing of the run is left");
            return signalCode;
        }
    }
}
