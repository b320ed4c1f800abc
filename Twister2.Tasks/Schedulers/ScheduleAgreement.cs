using System.Globalization;
using System.Text;
using Twister2.Dataflow;
using Twister2.Dataflow.Hashing;

namespace Twister2.Tasks;

/// <summary>Makes sure that all workers have the same graphs and the same plans. What is wrong is thrown on all of them, so that none waits for another.</summary>
/// <remarks>What travels is text: for a type of its own a worker compiles what packs and combines it, which takes longer than all of this.</remarks>
internal sealed class ScheduleAgreement(DataflowEnvironment environment)
{
    // Neither begins or divides a plan, which is JSON on one line.
    private const char Separator = '\n', Failure = '!';

    public void CheckGraphs(IReadOnlyList<ComputeGraph> graphs)
    {
        string mine = string.Concat(graphs.Select(graph => graph.Identity));
        if (FirstThatDiffers(StableHash.OfBytes(Encoding.UTF8.GetBytes(mine))) is not { } worker) return;
        // Only now do texts travel.
        string ofWorker0 = environment.Broadcast(mine);
        string difference = environment.AllReduce(environment.Worker == worker ? DifferenceOf(ofWorker0, mine) : "", static (a, b) => a + b);
        throw new TaskScheduleException(
            $"The workers have built different graphs: worker {worker} is the first that differs from worker 0. {difference} Every worker has to build the same graphs in the same order, from the same arguments.");
    }

    /// <summary>Gives all workers the plans that worker 0 makes.</summary>
    public IReadOnlyList<TaskSchedulePlan> Share(IReadOnlyList<ComputeGraph> graphs, Func<IReadOnlyList<TaskSchedulePlan>> make)
    {
        bool isAlone = environment.WorkerCount == 1;
        IReadOnlyList<TaskSchedulePlan> plans = [];
        string made = "";
        Exception? cause = null;
        if (environment.Worker == 0)
        {
            try
            {
                plans = make();
                if (!isAlone) made = string.Join(Separator, plans.Select(plan => plan.ToJson()));
            }
            catch (Exception e)
            {
                // The others wait for an answer, whatever the scheduler threw.
                cause = e;
                made = Failure + (e is TaskScheduleException ? e.Message : $"The scheduler failed on worker 0: {e.GetType().Name}: {e.Message}");
            }
        }
        if (!isAlone) made = environment.Broadcast(made);
        if (made.StartsWith(Failure)) throw cause is null ? new TaskScheduleException(made[1..]) : new TaskScheduleException(made[1..], cause);
        return isAlone ? plans : Checked(graphs, made.Split(Separator));
    }

    private TaskSchedulePlan[] Checked(IReadOnlyList<ComputeGraph> graphs, string[] texts)
    {
        TaskSchedulePlan[] plans = [.. texts.Select(TaskSchedulePlan.FromJson)];
        for (int i = 0; i < plans.Length; i++) plans[i].Check(graphs[i]);
        ulong hash = plans.Aggregate(0UL, (all, plan) => StableHash.Combine(all, plan.Hash));
        if (FirstThatDiffers(hash) is { } worker) throw new TaskScheduleException($"The workers have got different plans: that of worker {worker} is not that of worker 0.");
        return plans;
    }

    /// <summary>The lowest worker whose hash is not that of worker 0; the same on all workers.</summary>
    private int? FirstThatDiffers(ulong hash)
    {
        string mine = hash.ToString("x16", CultureInfo.InvariantCulture);
        if (environment.WorkerCount == 1 || environment.AllReduce(mine, static (a, b) => a == b ? a : "").Length > 0) return null;
        // Of workers in a row: the hash of the first, its number, and the first that differs from it.
        (ulong Hash, int Worker, int Differs) found = environment.AllReduce((hash, environment.Worker, -1), Combine);
        return found.Differs < 0 ? null : found.Differs;
    }

    private static (ulong Hash, int Worker, int Differs) Combine((ulong Hash, int Worker, int Differs) a, (ulong Hash, int Worker, int Differs) b)
    {
        if (a.Differs >= 0) return a;
        return a with { Differs = a.Hash == b.Hash ? b.Differs : b.Worker };
    }

    private static string DifferenceOf(string expected, string mine)
    {
        string[] theirs = expected.Split('\n'), ours = mine.Split('\n');
        int at = 0;
        while (at < theirs.Length - 1 && at < ours.Length - 1 && theirs[at] == ours[at]) at++;
        return $"Worker 0 has: {Line(theirs, at)} It has: {Line(ours, at)}";
    }

    private static string Line(string[] lines, int at) => at < lines.Length && lines[at].Length > 0 ? $"{lines[at]}." : "nothing more.";
}
