namespace Twister2.Launch.Tests;

/// <summary>Workers that do not come together: the start of a job has a deadline.</summary>
[Trait("ranks", "none")]
public sealed class RegistrationTests : JobTest
{
    public static TheoryData<string> Mpis => Tests.Starts.BothMpis;

    [Theory, MemberData(nameof(Mpis))]
    public void Process_that_never_starts(string mpi)
    {
        const string Script = "test \"${OMPI_COMM_WORLD_RANK:-$PMI_RANK}\" = 1 && exec sleep 50; exec \"$0\" \"$@\"";
        Command command = Command.Ranks(mpi, 2, ["sh", "-c", Script, Built.Worker, "--registration-timeout", "3", "--class", "Tells", Built.Workers]);
        Run.ToEnd(command.With("TWISTER2_HOME", Home), 30).FailsWith(1, "rank 0", "for 3 s, in the start of MPI", "--registration-timeout is 3 s");
    }

    [Theory, InlineData("0"), InlineData("-5"), InlineData("100000000")]
    public void Time_that_cannot_be_waited_for(string seconds) =>
        Run.ToEnd(Worker(Starts.Local, 1, "--registration-timeout", seconds, "--class", "Tells", Built.Workers)).FailsWith(2, $"{seconds} s");
}
