using System.Diagnostics;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.IterativeGraph;

/// <summary>One compute graph, built once and run many times: what a task gives by name in one run it takes in the next. Between them nothing leaves the worker's memory but what neighbours tell each other.</summary>
public sealed class IterativeGraph : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (IterativeGraphOptions.Parse(env) is not { } options) return;
        Rod rod = new(options.Points, options.Alpha);
        int tasks = env.WorkerCount * env.Threads;
        ComputeGraph heat = RodGraphs.Heat(rod, tasks), step = RodGraphs.Step(rod, tasks);
        using BatchExecutor executor = env.CreateGraphExecutor();
        executor.Plan([heat, step]);
        executor.Execute(heat);

        env.Dataflow.Barrier();
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < options.Iterations; i++) executor.Execute(step);
        env.Dataflow.Barrier();
        double seconds = watch.Elapsed.TotalSeconds;

        IReadOnlyDictionary<int, double[]> mine = executor.GetData<double[]>(RodGraphs.Temperatures);
        double warmest = env.Dataflow.AllReduce(mine.Values.SelectMany(static part => part).DefaultIfEmpty().Max(), Math.Max);
        if (env.Rank == 0)
        {
            Console.WriteLine(step);
            Console.WriteLine($"{options.Points:N0} points in {tasks} tasks, {options.Iterations:N0} runs in {seconds:0.000} s; the warmest point has {warmest:0.000000}");
        }
        if (!options.Verify) return;
        string error = env.Dataflow.AllReduce(Verifier.ErrorOf(mine, rod, tasks, options.Iterations, options.Tolerance) ?? "", static (a, b) => a.Length > 0 ? a : b);
        Verification.Check(env, "all temperatures are those of the formula", () => error.Length > 0 ? error : null);
    }
}
