using System.Globalization;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.LaunchJobs;

/// <summary>
/// Does what can be counted beforehand: three times each worker adds 1000 numbers to an operator that brings them to all, then a data set is counted. Then it goes on for as many milliseconds as it is told to.
/// </summary>
public sealed class Measured : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        LogicalPlan plan = LogicalPlan.OnePerWorker(env.WorkerCount);
        for (int run = 0; run < 3; run++)
        {
            using AllGather<long> gather = new(env.Dataflow, plan);
            for (long i = 0; i < 1000; i++) gather.Add(env.Rank, i);
            gather.Finish(env.Rank);
            gather.WaitForCompletion();
        }
        long keys = env.CreateBatchEnvironment().Parallelize(Enumerable.Range(0, 900)).MapToTuple(static i => (i % 9, 1L)).KeyedReduce(static (a, b) => a + b).Count();
        if (keys != 9) throw new InvalidOperationException($"{keys} keys");
        File.WriteAllText(Path.Combine(env.JobDirectory, $"ready-{env.Rank}"), "");
        if (env.Arguments.Count > 0) Thread.Sleep(int.Parse(env.Arguments[0], CultureInfo.InvariantCulture));
        env.Communicator.Barrier();
    }
}
