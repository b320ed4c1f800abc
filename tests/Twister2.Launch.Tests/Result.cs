namespace Twister2.Launch.Tests;

/// <summary>How a command ended and what it printed.</summary>
public sealed record Result(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Lines of both streams.</summary>
    public IReadOnlyList<string> Lines => [.. (Output + Error).Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The job completed.</summary>
    public Result Succeeds()
    {
        if (ExitCode != 0) Assert.Fail($"Exit code {ExitCode}.\n{this}");
        return this;
    }

    /// <summary>
    /// The job failed, and its user is told so exactly once over all ranks, in a message with these words. A stack is for faults of the program only, so the user's own
    /// mistakes come without.
    /// </summary>
    public Result FailsWith(int exitCode, params string[] words)
    {
        string message = FailsOnceWith(exitCode, words);
        if (message.Contains("   at ", StringComparison.Ordinal)) Assert.Fail($"A stack trace for a mistake of the user.\n{this}");
        return this;
    }

    /// <summary>The same with the type, message and stack of an exception.</summary>
    public Result FailsWithStack(int exitCode, params string[] words)
    {
        string message = FailsOnceWith(exitCode, words);
        if (!message.Contains("   at ", StringComparison.Ordinal)) Assert.Fail($"No stack trace for a fault of the program.\n{this}");
        return this;
    }

    public override string ToString() =>
        $"{Command}\n--- exit code {ExitCode}; standard output:\n{Output}--- standard error:\n{Error}---";

    private static bool IsMessage(string line) =>
        line.StartsWith("twister2: ", StringComparison.Ordinal) || line.StartsWith("twister2-worker: ", StringComparison.Ordinal);

    private string FailsOnceWith(int exitCode, string[] words)
    {
        if (ExitCode != exitCode) Assert.Fail($"Exit code {ExitCode}, not {exitCode}.\n{this}");
        string[] messages = [.. Lines.Where(IsMessage)];
        if (messages.Length != 1) Assert.Fail($"{messages.Length} messages, not one.\n{this}");
        string message = Error[Math.Max(0, Error.IndexOf(messages[0], StringComparison.Ordinal))..];
        // However it is wrapped: in a log line, by the runtime, on another rank.
        string essence = messages[0][^Math.Min(messages[0].Length, 50)..];
        if (Lines.Count(line => line.Contains(essence, StringComparison.Ordinal)) != 1) Assert.Fail($"'{essence}' is not said just once.\n{this}");
        foreach (string word in words)
            if (!message.Contains(word, StringComparison.Ordinal)) Assert.Fail($"The message lacks '{word}'.\n{this}");
        return message;
    }
}
