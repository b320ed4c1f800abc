using System.Diagnostics;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>Counts what a stage does on this worker, all its runs together. Operators count inside their worker's gate, tasks on any thread, a chunk at a time; another thread may look at any time.</summary>
/// <param name="key">Names it on all workers.</param>
/// <param name="name">For a person.</param>
/// <param name="kind">What it is, the first letter small.</param>
/// <param name="graph">What it is a part of; empty for an operator that is used by hand.</param>
/// <param name="tasksPerRun">Its tasks on all workers.</param>
/// <param name="isOperator">Whether it is an operator's.</param>
internal sealed class StageLedger(string key, string name, string kind, string graph, int tasksPerRun, bool isOperator)
{
    private volatile StageLedger[] _inputs = [];
    private long _runs, _tasks, _tasksDone, _collected, _added, _recordsOut, _bytesOut, _packed, _spilled, _waited, _started, _ended;

    public string Key => key;

    public string Name => name;

    public string Kind => kind;

    public string Graph => graph;

    public bool IsOperator => isOperator;

    /// <summary>Whether its operator has been disposed of, so that the next of the same class is another run of it.</summary>
    public bool IsFree { get; set; }

    /// <summary>The stages that it reads from.</summary>
    public IReadOnlyList<StageLedger> Inputs => _inputs;

    /// <summary>Its tasks on all workers in all runs that this worker has come to.</summary>
    public long AllTasks => Runs * tasksPerRun;

    public long Runs => Volatile.Read(ref _runs);

    /// <summary>Bytes of the records that were sent, before compression.</summary>
    public long BytesPacked => Volatile.Read(ref _packed);

    public StageCounts Counts
    {
        get
        {
            // Before the tasks: there are never more done than begun.
            long done = Volatile.Read(ref _tasksDone), ended = Volatile.Read(ref _ended);
            return new StageCounts(
                Volatile.Read(ref _tasks), done, RecordsIn, Volatile.Read(ref _recordsOut), Volatile.Read(ref _bytesOut), Volatile.Read(ref _spilled), Microseconds(Volatile.Read(ref _waited)), Volatile.Read(ref _started), ended);
        }
    }

    // What operators count themselves counts, where they do.
    private long RecordsIn => Volatile.Read(ref _added) is > 0 and long added ? added : Volatile.Read(ref _collected);

    /// <summary>Says where it reads from.</summary>
    public void ReadsFrom(IEnumerable<StageLedger> inputs)
    {
        foreach (StageLedger input in inputs)
            if (!_inputs.Contains(input)) _inputs = [.. _inputs, input];
    }

    /// <summary>It is run once more, with so many tasks here. From one thread at a time.</summary>
    public void Begin(int tasks)
    {
        Interlocked.Increment(ref _runs);
        for (int task = 0; task < tasks; task++) BeginTask();
    }

    /// <summary>Another task of the run is here. From one thread at a time.</summary>
    public void BeginTask()
    {
        if (_started == 0) Volatile.Write(ref _started, DateTime.UtcNow.Ticks);
        Interlocked.Increment(ref _tasks);
    }

    /// <summary>A task is done.</summary>
    public void Done()
    {
        Volatile.Write(ref _ended, DateTime.UtcNow.Ticks);
        Interlocked.Increment(ref _tasksDone);
    }

    /// <summary>Records that came to one of its tasks; from any thread.</summary>
    public void TakeIn(long records) => Interlocked.Add(ref _added, records);

    /// <summary>Records that one of its tasks wrote; from any thread.</summary>
    public void GiveOut(long records) => Interlocked.Add(ref _recordsOut, records);

    // The rest is counted by an operator, inside the gate.
    public void Collect(long records) => _collected += records;

    public void Add(long records) => _added += records;

    public void Send(long records, long packed, long bytes)
    {
        _recordsOut += records;
        _packed += packed;
        _bytesOut += bytes;
    }

    public void Spill(long bytes) => _spilled += bytes;

    public void Wait(long ticks) => _waited += ticks;

    private static long Microseconds(long ticks) => (long)(ticks * (1e6 / Stopwatch.Frequency));
}
