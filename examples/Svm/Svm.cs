using System.Diagnostics;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.Svm;

/// <summary>
/// A linear support vector machine by stochastic gradient descent, in parallel: in each iteration each worker goes through its own points, and the models of all are averaged (Zinkevich, Weimer, Li and Smola, 2010).
/// </summary>
public sealed class Svm : IWorker
{
    /// <inheritdoc/>
    public void Execute(WorkerEnvironment env)
    {
        if (SvmOptions.Parse(env) is not { } options) return;
        Stopwatch watch = Stopwatch.StartNew();
        BatchEnvironment batch = env.CreateBatchEnvironment();
        LabelledPoints points = new(options.Features, options.Margin);
        long unseen = options.Samples / 10;
        TSet<TrainingSet> training = Points(batch, points, 0, options.Samples), test = Points(batch, points, options.Samples, unseen);

        double[] model = Train(env, training, batch.TaskCount, options);
        double accuracy = (double)test.Map(mine => mine.CountRight(model)).Sum() / unseen;
        // 1 where the planes are the same.
        double cosine = Vectors.Dot(model, points.Normal) / Math.Sqrt(Vectors.Dot(model, model));
        if (env.Rank == 0)
        {
            Console.WriteLine();
            Console.WriteLine($"{options.Samples:N0} points of {options.Features} features, {options.Iterations} iterations in {watch.Elapsed.TotalSeconds:0.00} s");
            Console.WriteLine(FormattableString.Invariant($"{accuracy:P2} of {unseen:N0} points never seen before are on their side; cosine to the hidden plane {cosine:0.0000}"));
        }
        if (options.Verify) Verification.Check(env, $"at least {options.Accuracy:P0} of points never seen before are on their side, and the plane is the hidden one", () => ErrorOf(accuracy, cosine, options));
    }

    /// <summary>Each task's share of some points, kept.</summary>
    private static TSet<TrainingSet> Points(BatchEnvironment batch, LabelledPoints points, long first, long count) =>
        batch.CreateSource<TrainingSet>((context, output) =>
        {
            long begin = Series.Share(count, context.Index, context.Parallelism), end = Series.Share(count, context.Index + 1, context.Parallelism);
            output.Add(new TrainingSet(points, first + begin, first + end));
        }).Cache();

    private static double[] Train(WorkerEnvironment env, TSet<TrainingSet> training, int tasks, SvmOptions options)
    {
        double[] model = new double[options.Features];
        for (int i = 0; i < options.Iterations; i++)
        {
            int iteration = i;
            double[] sum = training.Map(mine => mine.Train(model, options.Lambda, (long)iteration * mine.Count)).AllReduce([], Vectors.Add);
            for (int f = 0; f < model.Length; f++) model[f] = sum[f] / tasks;
            long right = training.Map(mine => mine.CountRight(model)).Sum();
            if (env.Rank == 0) Console.WriteLine($"iteration {i + 1,3}: {(double)right / options.Samples:P2} on their side");
        }
        return model;
    }

    private static string? ErrorOf(double accuracy, double cosine, SvmOptions options)
    {
        if (!(accuracy >= options.Accuracy)) return FormattableString.Invariant($"{accuracy:P2} of the points never seen before are on their side; it should be {options.Accuracy:P2}.");
        if (!(cosine >= 0.95)) return FormattableString.Invariant($"the cosine between the plane that was found and the hidden one is {cosine:0.0000}; it should be 0.95 at least.");
        return null;
    }
}
