using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Gives each worker a number after the other, and prints the sum of what comes back; with the argument "fail" it throws in between.</summary>
public sealed class Drives : IDriver
{
    private const int Rounds = 10;

    public void Execute(DriverEnvironment driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        long sum = 0;
        for (long round = 1; round <= Rounds; round++)
        {
            if (round == Rounds && driver.Arguments is ["fail"]) throw new InvalidOperationException("the driver has had enough");
            driver.Broadcast(round);
            foreach (WorkerInfo _ in driver.Workers) sum += driver.Receive()!.As<long>();
        }
        Console.WriteLine($"{driver.Workers.Count} workers: {sum}");
    }
}
