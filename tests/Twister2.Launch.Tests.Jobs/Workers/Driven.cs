using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Does what the driver says until that has nothing more to say: squares numbers.</summary>
public sealed class Driven : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        while (env.Driver.Receive() is { } message) env.Driver.Send(message.As<long>() * message.As<long>());
    }
}
