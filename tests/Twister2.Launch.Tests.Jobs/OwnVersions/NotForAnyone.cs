using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>Workers that cannot be chosen, so that <see cref="TellsVersions"/> is the only one.</summary>
public static class NotForAnyone
{
    public static IReadOnlyList<Type> All => [typeof(NotPublic), typeof(Inner), typeof(Open<>)];

    private sealed class Inner : IWorker
    {
        public void Execute(WorkerEnvironment env) => throw new InvalidOperationException("Not public.");
    }

    internal sealed class NotPublic : IWorker
    {
        public void Execute(WorkerEnvironment env) => throw new InvalidOperationException("Not public.");
    }
}

/// <summary>A generic class says not what to make it of.</summary>
public sealed class Open<T> : IWorker
{
    public void Execute(WorkerEnvironment env) => throw new InvalidOperationException($"Open for {typeof(T)}.");
}
