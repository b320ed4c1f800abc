namespace Twister2.Launch.Tests;

/// <summary>Under mpiexec a rank's console is a pseudo-terminal; what a job prints must come out as if it were none.</summary>
[Trait("ranks", "none")]
public sealed class ConsoleTests : JobTest
{
    private const char Escape = '\x1b';

    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Theory, MemberData(nameof(Mpis))]
    public void No_control_sequences_in_the_output_of_a_job(string mpi) =>
        IsPlain(Run.ToEnd(WordCount(mpi, 3, Write("text", "a")).With("TERM", "xterm")).Succeeds());

    [Theory, MemberData(nameof(Mpis))]
    public void No_control_sequences_in_the_output_of_a_job_that_is_a_program(string mpi) =>
        IsPlain(Run.ToEnd(Command.Ranks(mpi, 3, [Built.OwnProgram]).With("TWISTER2_HOME", Home).With("TERM", "xterm")).Succeeds());

    [Theory, MemberData(nameof(Mpis))]
    public void No_control_sequences_in_the_help(string mpi) => IsPlain(Run.ToEnd(Worker(mpi, 3, "--help").With("TERM", "xterm")).Succeeds());

    [Theory, MemberData(nameof(Mpis))]
    public void No_control_sequences_in_messages(string mpi) => IsPlain(Run.ToEnd(WordCount(mpi, 3, In("missing")).With("TERM", "xterm")));

    private static void IsPlain(Result result)
    {
        if (result.Output.Contains(Escape, StringComparison.Ordinal) || result.Error.Contains(Escape, StringComparison.Ordinal))
            Assert.Fail($"A control sequence: {result.ToString().Replace(Escape.ToString(), "<ESC>", StringComparison.Ordinal)}");
    }
}
