namespace Twister2.Mpi.Tests;

/// <summary>Programs that never dispose their environment, which <see cref="ProcessExitTests"/> starts.</summary>
internal static class EndingPrograms
{
    internal const string Option = "--ending";
    internal const int Code = 3;

    public static int Run(string ending)
    {
        string[] arguments = [];
        _ = new Environment(ref arguments, ending == "with threads" ? Threading.Multiple : Threading.Serialized);
        var world = Communicator.world;
        world.Barrier();
        bool last = world.Rank == world.Size - 1;
        switch (ending)
        {
            case "return":
                return 0;
            case "return a code":
                return Code;
            case "exit":
                System.Environment.Exit(0);
                return 1;
            case "one is late":
                if (last)
                    Thread.Sleep(TimeSpan.FromSeconds(11));
                return 0;
            case "all fail":
                System.Environment.Exit(Code);
                return 1;
            case "one fails":
                if (last)
                    System.Environment.Exit(Code);
                world.Barrier();
                return 0;
            case "one throws":
                if (last)
                    throw new InvalidOperationException("a failure of the tests");
                world.Barrier();
                return 0;
            case "another thread":
                ExitElsewhere().Join();
                return 1;
            case "inside MPI":
                ExitElsewhere();
                Communicator.self.Receive(new int[1], 0, 1);
                return 1;
            case "with threads":
                return 0;
            case "under way":
                Communicator.self.ImmediateReceive(new int[1], 0, 1);
                return 0;
            case "with a window":
                Window.Create<int>(world, new int[10]).LockAll();
                return 0;
            default:
                return 2;
        }
    }

    private static Thread ExitElsewhere()
    {
        var thread = new Thread(() =>
        {
            Thread.Sleep(100);
            System.Environment.Exit(0);
        });
        thread.Start();
        return thread;
    }
}
