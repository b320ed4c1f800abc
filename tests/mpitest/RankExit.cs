using System.Globalization;

namespace Twister2.MpiTest;

/// <summary>How a rank's process ended, as its shell noted it.</summary>
/// <param name="Code">The shell's exit code: 128 + signal when a signal ended the process.</param>
/// <param name="Order">Grows with time; tells which rank ended first.</param>
internal sealed record RankExit(int Code, long Order)
{
    public override string ToString() => Code switch
    {
        > 128 and < 128 + 65 => $"was ended by signal {SignalName(Code - 128)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"exited with code {Code}"),
    };

    private static string SignalName(int signal) => signal switch
    {
        1 => "1 (SIGHUP)",
        2 => "2 (SIGINT)",
        3 => "3 (SIGQUIT)",
        4 => "4 (SIGILL)",
        6 => "6 (SIGABRT; an unhandled exception ends .NET this way)",
        7 => "7 (SIGBUS)",
        8 => "8 (SIGFPE)",
        9 => "9 (SIGKILL; out of memory?)",
        11 => "11 (SIGSEGV)",
        13 => "13 (SIGPIPE)",
        15 => "15 (SIGTERM)",
        _ => signal.ToString(CultureInfo.InvariantCulture),
    };
}
