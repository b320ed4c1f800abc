using Twister2.Dataflow.Faults;
using Twister2.Dataflow.Spill;

namespace Twister2.Dataflow.Tests;

/// <summary>
/// Every operator, with everything that can go wrong on one worker: all workers end, with the reason, the operator and the worker; nothing is left of memory, files and scratch.
/// </summary>
[Trait("ranks", "none")]
public sealed class FaultTests : IDisposable
{
    private const int Workers = 3;

    // So little that all but a part of each operator's records go to scratch.
    private static readonly DataflowOptions Options = new() { MemoryBytes = 20_000, ChunkBytes = 2048, ChunkRecords = 64, BytesInFlight = 8192 };

    private readonly string _scratch = Directory.CreateTempSubdirectory("faults-").FullName;

    public static TheoryData<string> All => [.. OperatorTable.Rows.Select(row => row.Name)];

    public static TheoryData<string> Spilling => [.. OperatorTable.Rows.Where(row => row.Spills).Select(row => row.Name)];

    public static TheoryData<string, Fault> UserCode
    {
        get
        {
            TheoryData<string, Fault> data = [];
            foreach (OperatorRow row in OperatorTable.Rows)
                foreach (Fault fault in row.Faults) data.Add(row.Name, fault);
            return data;
        }
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Theory, MemberData(nameof(UserCode))]
    public void User_code_that_throws_on_one_worker(string name, Fault fault)
    {
        OperatorRow row = OperatorTable.Named(name);
        foreach (bool isSpilling in (bool[])[false, true])
        {
            MemorySpillStore?[] stores = new MemorySpillStore?[Workers];
            VirtualWorkers workers = new(Workers) { Options = Options with { MemoryBytes = isSpilling ? 20_000 : 100_000_000 }, Scratch = worker => stores[worker] = new() };
            // What workers agree on is packed once.
            int after = isSpilling && !(row.PacksToAgree && fault is Fault.Packing or Fault.Unpacking) ? 5 : 0;
            workers.Run(env => RunRow(row, env, fault, after));
            int faulty = row.Faulty(fault, Workers);
            UserCodeException failure = Assert.IsType<UserCodeException>(workers.Failures[faulty]);
            Assert.Matches(Place(row, faulty), failure.Message);
            if (row.NamesTask(fault)) Assert.Contains("task", failure.Message, StringComparison.Ordinal);
            Assert.Contains($"ChosenFailureException: chosen failure: {fault}", failure.Message, StringComparison.Ordinal);
            Assert.IsType<ChosenFailureException>(failure.InnerException);
            EndedWith(workers, faulty, failure.Message);
            Assert.All(stores, store => Assert.Equal(0, store?.Open ?? 0));
        }
    }

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_is_full(string name) => FailingScratch(name, store => store.Room = 4000, "No space left on device", "Make room there");

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_may_not_be_written(string name) => FailingScratch(name, store => store.FailsToCreate = true, "No files may be made here", "another scratch directory");

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_cannot_be_read(string name) => FailingScratch(name, store => store.FailsToRead = true, "Input/output error", "cannot be read at byte");

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_gives_back_other_bytes(string name) => FailingScratch(name, store => (store.Damage, store.DamagedByte) = (4, 30), "is damaged at byte", "what is there is not what was written");

    /// <summary>Open files have no names, and the directory is made again.</summary>
    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_is_removed_while_in_use_does_no_harm(string name)
    {
        OperatorRow row = OperatorTable.Named(name);
        VirtualWorkers workers = new(Workers) { Options = Options with { Scratch = _scratch } };
        ulong[] values = new ulong[Workers];
        workers.Run(env => values[env.Worker] = RunRow(row, env, halfWay: () => RemoveAllIn(_scratch)));
        Assert.All(workers.Failures, Assert.Null);
        Assert.Equal(row.Digest, values[0]);
        Assert.Empty(Directory.GetFileSystemEntries(_scratch));
    }

    [Theory, MemberData(nameof(Spilling))]
    public void Scratch_that_turns_into_something_else_while_in_use(string name)
    {
        OperatorRow row = OperatorTable.Named(name);
        string place = Path.Combine(_scratch, "place");
        Directory.CreateDirectory(place);
        VirtualWorkers workers = new(Workers) { Options = Options with { Scratch = place } };
        workers.Run(env => RunRow(row, env, halfWay: () =>
        {
            while (!File.Exists(place)) TryReplace(place);
        }));
        // Who has all files open by then is well; anyone who needs another one says so.
        foreach (Exception? failure in workers.Failures.Where(failure => failure is not (null or WorkerFailedException)))
        {
            Assert.Contains(place, Assert.IsType<SpillException>(failure).Message, StringComparison.Ordinal);
            Assert.Matches(Place(row, worker: null), failure.Message);
        }
        Assert.All(workers.Held, held => Assert.Equal(0, held));
        Assert.Equal("no directory", File.ReadAllText(place));
    }

    [Theory, MemberData(nameof(All))]
    public void A_worker_that_leaves_in_the_middle(string name)
    {
        OperatorRow row = OperatorTable.Named(name);
        VirtualWorkers workers = new(Workers) { Options = Options with { Scratch = _scratch } };
        workers.Run(env => RunRow(row, env, halfWay: () => throw new ChosenFailureException("leaves")));
        Assert.IsType<ChosenFailureException>(workers.Failures[OperatorRun.Faulty(Workers)]);
        EndedWith(workers, OperatorRun.Faulty(Workers), "leaves");
        Assert.Empty(Directory.GetFileSystemEntries(_scratch));
    }

    /// <summary>How messages begin: with the operator, where it has two sides the side, and the worker.</summary>
    private static string Place(OperatorRow row, int? worker) => $@"^{row.Operator}( \((left|right)\))?: worker {worker}";

    /// <summary>Others make and remove files there at the same time.</summary>
    private static void RemoveAllIn(string scratch)
    {
        foreach (string directory in Directory.GetDirectories(scratch))
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // Its owner, or another one who removes, is at it at this moment.
            }
        }
    }

    private static void TryReplace(string place)
    {
        try
        {
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
            File.WriteAllText(place, "no directory");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Once more.
        }
    }

    private static void FailingScratch(string name, Action<FaultySpillStore> fail, params string[] words)
    {
        OperatorRow row = OperatorTable.Named(name);
        FaultySpillStore?[] stores = new FaultySpillStore?[Workers];
        VirtualWorkers workers = new(Workers)
        {
            Options = Options,
            Scratch = worker =>
            {
                FaultySpillStore store = stores[worker] = new FaultySpillStore();
                if (worker == OperatorRun.Faulty(Workers)) fail(store);
                return store;
            },
        };
        workers.Run(env => RunRow(row, env));
        int faulty = OperatorRun.Faulty(Workers);
        SpillException failure = Assert.IsType<SpillException>(workers.Failures[faulty]);
        Assert.Matches(Place(row, faulty), failure.Message);
        foreach (string word in words) Assert.Contains(word, failure.Message, StringComparison.Ordinal);
        EndedWith(workers, faulty, failure.Message);
        Assert.All(stores, store => Assert.Equal(0, store!.Open));
    }

    /// <summary>All workers ended, those that went well with the reason too, and nobody kept memory.</summary>
    private static void EndedWith(VirtualWorkers workers, int faulty, string reason)
    {
        for (int worker = 0; worker < Workers; worker++)
        {
            if (worker == faulty) continue;
            WorkerFailedException failure = Assert.IsType<WorkerFailedException>(workers.Failures[worker]);
            Assert.Equal($"Worker {faulty} failed: {reason}", failure.Message);
        }
        Assert.All(workers.Held, held => Assert.Equal(0, held));
    }

    /// <summary>Runs an operator, to fail on the faulty worker only, and returns what all targets' results come to. No worker passes the end before all have.</summary>
    private static ulong RunRow(OperatorRow row, DataflowEnvironment env, Fault fault = Fault.None, int after = 0, Action? halfWay = null)
    {
        Row.Register();
        bool isFaulty = env.Worker == row.Faulty(fault, env.WorkerCount);
        FaultyCode.Arm(isFaulty ? fault : Fault.None, after);
        OperatorRun run = new(env, row.Shape) { HalfWay = isFaulty ? halfWay : null };
        row.Run(run);
        ulong value = DeterminismContract.Joined(run);
        env.Barrier();
        return value;
    }
}
