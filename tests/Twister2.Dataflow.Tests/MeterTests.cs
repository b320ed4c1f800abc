using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Twister2.Dataflow.Tests;

/// <summary>What a listener of a user's own hears of the meter.</summary>
[Trait("ranks", "none")]
public sealed class MeterTests
{
    [Fact]
    public void A_listener_hears_what_the_workers_count()
    {
        const int Workers = 3;
        LocalCluster.Run(Workers, env =>
        {
            using Partition<long> partition = new(env, LogicalPlan.OnePerWorker(Workers), static value => (int)(value % Workers));
            for (long i = 0; i < 900; i++) partition.Add(env.Worker, i);
            partition.Finish(env.Worker);
            partition.WaitForCompletion();
            env.Counters.RecordsRead += 10 + env.Worker;
            DataflowMeter.Publish(env);
            DataflowMeter.Publish(env);
            env.Barrier();
            if (env.Worker == 0)
            {
                ConcurrentDictionary<string, List<(double Value, Dictionary<string, object?> Tags)>> heard = Listen();
                Assert.Equal([10, 11, 12], Of(heard, "twister2.records.read").OrderBy(static one => one.Tags["worker"]).Select(static one => one.Value));
                Assert.Equal(Workers * 900, Of(heard, "twister2.stage.records.in").Where(static one => (string?)one.Tags["stage"] == "Partition").Sum(static one => one.Value));
                Assert.Equal(Of(heard, "twister2.sent.io").Sum(static one => one.Value), Of(heard, "twister2.link.sent.io").Sum(static one => one.Value));
                Assert.Equal(env.Memory.Limit, Of(heard, "twister2.memory.limit")[0].Value);
                Assert.All(Of(heard, "twister2.wait.time"), static one => Assert.True(one.Value >= 0));
            }
            env.Barrier();
        });
        Assert.Empty(Of(Listen(), "twister2.records.read"));
    }

    private static List<(double Value, Dictionary<string, object?> Tags)> Of(ConcurrentDictionary<string, List<(double Value, Dictionary<string, object?> Tags)>> heard, string name) => heard.GetValueOrDefault(name) ?? [];

    private static ConcurrentDictionary<string, List<(double Value, Dictionary<string, object?> Tags)>> Listen()
    {
        ConcurrentDictionary<string, List<(double Value, Dictionary<string, object?> Tags)>> heard = new();
        using MeterListener listener = new();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == DataflowMeter.Name) listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return heard;

        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => heard.GetOrAdd(instrument.Name, _ => []).Add((value, new Dictionary<string, object?>(tags.ToArray())));
    }
}
