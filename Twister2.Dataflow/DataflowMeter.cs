using System.Diagnostics.Metrics;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Dataflow;

/// <summary>
/// What this process's workers do, as a meter of <see cref="System.Diagnostics.Metrics"/>, for <c>dotnet-counters monitor --counters Twister2.Dataflow</c> and for a <see cref="MeterListener"/> of one's own. Its instruments
/// look at counters that are there anyway, when they are asked. docs/metrics.md lists them.
/// </summary>
public static class DataflowMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Twister2.Dataflow";

    private static readonly Lock Gate = new();
    private static volatile DataflowEnvironment[] _environments = [];
    private static Meter? _meter;

    /// <summary>Lets the meter tell of an environment from now on until that is disposed of. Jobs see to it themselves a second after their start.</summary>
    public static void Publish(DataflowEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        lock (Gate)
        {
            if (!_environments.Contains(environment)) _environments = [.. _environments, environment];
            _meter ??= NewMeter();
        }
    }

    internal static void Withdraw(DataflowEnvironment environment)
    {
        if (!_environments.Contains(environment)) return;
        lock (Gate) _environments = [.. _environments.Where(other => other != environment)];
    }

    private static Meter NewMeter()
    {
        Meter meter = new(Name);
        OfWorkers("twister2.records.read", "{record}", "Records that sources have read.", static env => env.Counters.RecordsRead);
        OfWorkers("twister2.read.io", "By", "Bytes of input that sources have read.", static env => env.Counters.BytesRead);
        OfWorkers("twister2.records.written", "{record}", "Records that sinks have written.", static env => env.Counters.RecordsWritten);
        OfWorkers("twister2.messages.sent", "{message}", "Messages sent to other workers.", static env => env.Counters.MessagesSent);
        OfWorkers("twister2.messages.received", "{message}", "Messages from other workers.", static env => env.Counters.MessagesReceived);
        OfWorkers("twister2.sent.io", "By", "Bytes sent to other workers, compressed, with headers.", static env => env.Counters.BytesSent);
        OfWorkers("twister2.received.io", "By", "Bytes from other workers, compressed, with headers.", static env => env.Counters.BytesReceived);
        OfWorkers("twister2.spilled.io", "By", "Bytes written to scratch, compressed.", static env => env.Counters.BytesSpilled);
        meter.CreateObservableCounter("twister2.wait.time", static () => Each(static env => env.Counters.Waited.TotalSeconds), "s", "Time that operators have waited for other workers.");
        meter.CreateObservableUpDownCounter("twister2.memory.usage", static () => Each(static env => env.Memory.Used), "By", "Bytes of the memory budget that operators hold.");
        meter.CreateObservableUpDownCounter("twister2.memory.limit", static () => Each(static env => env.Memory.Limit), "By", "The memory budget.");
        OfStages("twister2.stage.records.in", "{record}", "Records that came to a stage.", static stage => stage.Counts.RecordsIn);
        OfStages("twister2.stage.records.out", "{record}", "Records that left a stage; of an operator, to other workers.", static stage => stage.Counts.RecordsOut);
        OfStages("twister2.stage.packed.io", "By", "Bytes of the records that an operator has sent, before compression.", static stage => stage.BytesPacked);
        OfStages("twister2.stage.sent.io", "By", "Bytes that an operator has sent, compressed, with headers.", static stage => stage.Counts.BytesOut);
        OfStages("twister2.stage.spilled.io", "By", "Bytes that an operator has written to scratch.", static stage => stage.Counts.Spilled);
        OfStages("twister2.stage.tasks.done", "{task}", "Tasks of a stage that are done.", static stage => stage.Counts.TasksDone);
        meter.CreateObservableCounter("twister2.stage.wait.time", static () => EachStage(static stage => stage.Counts.Waited / 1e6), "s", "Time that an operator has waited for other workers.");
        meter.CreateObservableCounter("twister2.link.sent.io", static () => EachLink(static link => link.Bytes), "By", "Bytes sent to one worker.");
        meter.CreateObservableCounter("twister2.link.messages.sent", static () => EachLink(static link => link.Messages), "{message}", "Messages sent to one worker.");
        return meter;

        void OfWorkers(string name, string unit, string description, Func<DataflowEnvironment, long> value) => meter.CreateObservableCounter(name, () => Each(value), unit, description);

        void OfStages(string name, string unit, string description, Func<StageLedger, long> value) => meter.CreateObservableCounter(name, () => EachStage(value), unit, description);
    }

    private static Measurement<T>[] Each<T>(Func<DataflowEnvironment, T> value) where T : struct =>
        [.. _environments.Select(env => new Measurement<T>(value(env), Worker(env)))];

    private static Measurement<T>[] EachStage<T>(Func<StageLedger, T> value) where T : struct =>
        [.. _environments.SelectMany(env => env.Stages.All.Select(stage => new Measurement<T>(value(stage), Worker(env), new("stage", stage.Name), new("kind", stage.Kind), new("graph", stage.Graph))))];

    private static Measurement<long>[] EachLink(Func<LinkTotal, long> value) =>
        [.. _environments.SelectMany(env => env.Counters.SentTo.All().Select(link => new Measurement<long>(value(link), Worker(env), new("peer", link.Worker))))];

    private static KeyValuePair<string, object?> Worker(DataflowEnvironment env) => new("worker", env.Worker);
}
