using System.Diagnostics;
using System.Text.Json.Serialization;
using Twister2.Mpi;

namespace Twister2.Bench.Mpi;

/// <summary>One line of the result: seconds for one operation, the median of the batches and the best.</summary>
sealed record Row(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("size")] int Size,
    [property: JsonPropertyName("s")] double Seconds,
    [property: JsonPropertyName("best_s")] double Best);

/// <summary>Runs the work in batches of about the same length, as mpi.c does.</summary>
sealed class Measurement(Work work, double target)
{
    const int Batches = 15;
    const double WarmUp = 0.6;

    readonly Intracommunicator _world = Communicator.world;

    public IReadOnlyList<Row> Run()
    {
        Compile();
        return [.. work.Parts.Select(part => Measure(part.Name, part.Size, part.Loop))];
    }

    // Until the loops run as code that has been compiled for good: a program that computes for hours does nothing else.
    void Compile()
    {
        foreach (var part in work.Parts.DistinctBy(p => p.Loop))
        {
            long started = Stopwatch.GetTimestamp();
            bool enough = false;
            while (!enough)
            {
                for (int i = 0; i < 100; i++)
                    part.Loop(part.Size, work.Least);
                enough = FromRankZero(Stopwatch.GetElapsedTime(started).TotalSeconds) > WarmUp;
            }
        }
    }

    Row Measure(string name, int size, Action<int, long> loop)
    {
        long count = BatchSize(size, loop);
        double[] times = new double[Batches];
        for (int batch = 0; batch < Batches; batch++)
            times[batch] = Time(size, loop, count) / count;
        Array.Sort(times);
        return new Row(name, size, times[Batches / 2], times[0]);
    }

    // How often the work fits into a batch, by rank 0's clock.
    long BatchSize(int size, Action<int, long> loop)
    {
        for (long count = work.Least; ; count *= 2)
        {
            double took = FromRankZero(Time(size, loop, count));
            if (took >= target / 2)
                return Math.Max(work.Least, (long)(count * target / took) / work.Least * work.Least);
        }
    }

    double Time(int size, Action<int, long> loop, long count)
    {
        _world.Barrier();
        long started = Stopwatch.GetTimestamp();
        loop(size, count);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    double FromRankZero(double value)
    {
        _world.Broadcast(ref value, 0);
        return value;
    }
}
