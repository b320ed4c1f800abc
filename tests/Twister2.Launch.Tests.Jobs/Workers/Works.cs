using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.LaunchJobs;

/// <summary>
/// Counts generated numbers by key, round after round with a short rest between, until a file <c>go-on</c> is in the job's directory. Each worker logs each round. Argument: numbers of each task in a round.
/// </summary>
public sealed class Works : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        int numbers = int.Parse(env.Arguments[0], System.Globalization.CultureInfo.InvariantCulture);
        BatchEnvironment batch = env.CreateBatchEnvironment();
        TSet<int> source = batch.CreateSource<int>((context, output) =>
        {
            for (int i = 0; i < numbers; i++) output.Add(i * 31 + context.Index);
        });
        // Worker 0 alone looks, so that all end with the same round.
        TSet<bool> end = batch.CreateSource<bool>((context, output) => output.Add(context.Index == 0 && File.Exists(Path.Combine(env.JobDirectory, "go-on"))));
        for (int round = 1; ; round++)
        {
            long keys = source.Filter(static number => number % 7 != 0).MapToTuple(static number => (number % 1000, 1L)).KeyedReduce(static (a, b) => a + b).Count();
            env.Logger.Round(round, keys);
            if (end.AllReduce(false, static (a, b) => a || b)) return;
            Thread.Sleep(200);
        }
    }
}
