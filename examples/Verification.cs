using Twister2.JobMaster;

namespace Twister2.Examples;

/// <summary>How an example ends when it was asked to verify its result.</summary>
internal static class Verification
{
    /// <summary>Says that all is right, or ends the job with what is wrong. Only worker 0 looks. Collective.</summary>
    /// <param name="env">The worker.</param>
    /// <param name="by">What the result was held against.</param>
    /// <param name="error">Gives what is wrong; null when nothing is.</param>
    /// <exception cref="InvalidOperationException">The result is wrong.</exception>
    public static void Check(WorkerEnvironment env, string by, Func<string?> error)
    {
        string wrong = env.Dataflow.Broadcast(env.Rank == 0 ? error() ?? "" : "");
        if (wrong.Length > 0) throw new InvalidOperationException($"Verification failed: {wrong}");
        if (env.Rank == 0) Console.WriteLine($"Verified: {by}.");
    }
}
