namespace Twister2.Bench;

/// <summary>An error with a message for the person at the terminal and the exit code that goes with it.</summary>
sealed class BenchException(string message, int exitCode = BenchException.Failed) : Exception(message)
{
    /// <summary>A run failed, or ours and its peer disagree.</summary>
    public const int Failed = 1;

    /// <summary>Wrong use, or something missing on this machine.</summary>
    public const int WrongUse = 2;

    public int ExitCode { get; } = exitCode;

    public static BenchException Usage(string message) => new(message, WrongUse);
}
