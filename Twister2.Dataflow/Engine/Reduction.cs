using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Twister2.Dataflow.Diagnosis;
using Twister2.Dataflow.Memory;
using Twister2.Dataflow.Packing;
using Twister2.Dataflow.Stores;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Combines vectors of one length, element by element, from all source tasks, and brings the result to the workers of the target tasks. A vector travels in parts, so that one part goes up
/// while the next is combined; where all may get the result and the order is free, parts have different roots, so that each worker sends and receives about twice the vector, however many there
/// are.
/// </summary>
/// <remarks>What is combined with what depends on the plan and the length alone: the same input gives the same bits on every run.</remarks>
internal sealed class Reduction<T> : IEdge, IDisposable
{
    // Parts are not made smaller than this to give every worker one.
    private const int SmallestPartBytes = 4 << 10;

    // What a message of the result has in the place of the source task.
    private const int ResultRun = -1;

    private readonly DataflowEnvironment _env;
    private readonly string _name;
    private readonly LogicalPlan _plan;
    private readonly Folding<T> _folding;
    private readonly IDataPacker<T> _packer;
    private readonly int _length;
    private readonly int _partLength;
    private readonly bool _isFlat;
    private readonly ReductionRoute[] _routes;
    private readonly SortedDictionary<int, HugeArray<T>> _given = [];
    private readonly Dictionary<(int Root, int Worker, int Run), SpillingQueue> _early = [];
    private readonly Queue<(int Part, int Run)> _toSend = new();
    private readonly HashSet<HugeArray<T>> _arrays = [];
    private readonly int[] _folded;
    private readonly bool[] _has, _hasResult;
    private readonly OperatorLedger _ledger;
    private HugeArray<T>? _values;
    private T[] _unpacked = [];
    private long _charged;
    private long _left;
    private bool _isFinished;

    public Reduction(DataflowEnvironment env, string name, LogicalPlan plan, Folding<T> folding, int length)
    {
        if (plan.Workers != env.WorkerCount)
            throw new ArgumentException($"{name}: the plan is for {plan.Workers} workers, the job has {env.WorkerCount}.", nameof(plan));
        _env = env;
        _ledger = env.Ledgers.Current;
        _name = name;
        _packer = CheckedPacker<T>.Of(DataPackers.For<T>(), $"{name}: worker {env.Worker}");
        _plan = plan;
        _folding = folding;
        _length = length;
        int[] targets = WorkerTree.ByNode(Enumerable.Range(0, plan.Targets).Select(plan.WorkerOfTarget), env.NodeOf);
        _partLength = PartLength(folding.IsCommutative ? targets.Length : 1);
        _folded = new int[(length - 1) / _partLength + 1];
        _has = new bool[_folded.Length];
        _hasResult = new bool[_folded.Length];
        _isFlat = !folding.IsCommutative && !ReductionRoute.KeepsOrder(plan, plan.WorkerOfSource(0), env.NodeOf);
        _routes = Routes(targets);
        for (int part = 0; part < Parts; part++)
        {
            ReductionRoute route = RouteOf(part);
            _left += (route.Root == env.Worker || route.Contributions.Count > 0 ? 1 : 0) + (route.DownParent >= 0 ? 1 : 0);
        }
        // The length is part of what all workers must agree on.
        Id = env.NextEdge($"{name}[{length}]", typeof(T), plan);
        env.Engine.Open(this);
    }

    public EdgeId Id { get; }

    public bool IsComplete => _isFinished && _left == 0 && _toSend.Count == 0;

    /// <summary>Whether any source gave a value. Once complete, on workers of target tasks.</summary>
    public bool HasValue => _has[0];

    /// <summary>What all came to. Once complete, on workers of target tasks.</summary>
    public ReadOnlySpan<T> Values => HasValue ? All(_values!) : [];

    private int Parts => _folded.Length;

    /// <summary>Adds one or more vectors of a source task of this worker.</summary>
    public void Add(int source, ReadOnlySpan<T> vectors)
    {
        if (vectors.Length % _length != 0)
            throw new ArgumentException($"{_name}: worker {_env.Worker}: source task {source} adds {vectors.Length} values; its vectors have {_length} each.", nameof(vectors));
        if (vectors.IsEmpty) return;
        if (!_given.TryGetValue(source, out HugeArray<T>? given))
        {
            _given.Add(source, given = NewArray());
            vectors[.._length].CopyTo(All(given));
            vectors = vectors[_length..];
        }
        if (_length == 1) All(given)[0] = FoldAll(All(given)[0], vectors);
        else for (; !vectors.IsEmpty; vectors = vectors[_length..]) Fold(All(given), vectors[.._length]);
    }

    /// <summary>Says that this worker adds no more.</summary>
    public void Finish()
    {
        MergeRuns();
        _isFinished = true;
        for (int part = 0; part < Parts; part++)
        {
            if (!_isFlat || RouteOf(part).Root == _env.Worker)
            {
                FoldPart(part);
            }
            else if (RouteOf(part).Contributions is { Count: > 0 } runs)
            {
                foreach (ReductionRoute.Contribution run in runs) _toSend.Enqueue((part, run.Run));
                _folded[part] = runs.Count;
                _left--;
            }
        }
    }

    public void Receive(int sourceWorker, in ChunkHeader header, ReadOnlySpan<byte> payload)
    {
        ChunkReader reader = new(payload);
        int part = reader.Read<int>();
        if ((uint)part >= (uint)Parts || header.Records != 0 && header.Records != Length(part)) throw new CorruptChunkException($"Part {part} of {Parts}, with {header.Records} values.");
        if (header.SourceTask == ResultRun)
        {
            TakeResult(part, header.Records, reader);
            return;
        }
        ReductionRoute route = RouteOf(part);
        if (_folded[part] < route.Contributions.Count && route.Contributions[_folded[part]] == new ReductionRoute.Contribution(sourceWorker, header.SourceTask))
        {
            FoldPacked(part, header.Records, reader);
            _folded[part]++;
            FoldPart(part);
            return;
        }
        // Not its turn: others come before it, or this worker has not finished.
        (int, int, int) key = (route.Root, sourceWorker, header.SourceTask);
        if (!_early.TryGetValue(key, out SpillingQueue? early)) _early.Add(key, early = new SpillingQueue(_env, _name));
        early.Enqueue((long)part << 32 | (uint)header.Records, payload);
    }

    public bool Advance()
    {
        bool moved = false;
        while (_toSend.Count > 0 && _env.Engine.HasRoom)
        {
            (int part, int run) = _toSend.Dequeue();
            SendPart(part, run);
            moved = true;
        }
        return moved;
    }

    public EdgeWait Wait => this switch
    {
        { IsComplete: true } => new(WaitStage.Complete),
        { _isFinished: false } => new(WaitStage.Filling),
        { _toSend.Count: > 0 } => new(WaitStage.Sending),
        _ => new(WaitStage.Ending, [.. Enumerable.Range(0, Parts).Select(MissingFrom).Where(worker => worker >= 0).Distinct().Select(worker => new AwaitedWorker(worker, Awaited.Value))]),
    };

    public string DescribeWait()
    {
        string name = $"{_name} (operator {Id.Sequence})";
        if (!_isFinished) return $"{name} is being filled by worker {_env.Worker}";
        if (_toSend.Count > 0) return $"{name}: worker {_env.Worker} has {_toSend.Count} parts to send; others have not taken those before them yet";
        for (int part = 0; part < Parts; part++)
        {
            ReductionRoute route = RouteOf(part);
            if (_folded[part] < route.Contributions.Count) return $"{name}: worker {_env.Worker} waits for worker {route.Contributions[_folded[part]].Worker} (and those it waits for) to finish";
        }
        return IsComplete ? name : $"{name}: worker {_env.Worker} waits for the result";
    }

    public void Dispose()
    {
        _env.Engine.Close(this);
        foreach (SpillingQueue early in _early.Values) early.Dispose();
        _early.Clear();
        _given.Clear();
        foreach (HugeArray<T> array in _arrays) array.Dispose();
        _arrays.Clear();
        _values = null;
        _env.Memory.Release(_charged, _ledger);
        _charged = 0;
    }

    /// <summary>Who brings what a part waits for first: the next values to be combined, or the result; -1 where it waits for nobody.</summary>
    private int MissingFrom(int part)
    {
        ReductionRoute route = RouteOf(part);
        if (_folded[part] < route.Contributions.Count) return route.Contributions[_folded[part]].Worker;
        return _hasResult[part] ? -1 : route.DownParent;
    }

    private ReductionRoute RouteOf(int part) => _routes[part % _routes.Length];

    private int PartLength(int roots)
    {
        if (_packer is not IMemoryPacker) return Math.Min(_length, _env.Options.ChunkRecords);
        long bytes = (long)_length * Unsafe.SizeOf<T>();
        // A share for each root, in whole cache lines.
        long share = Math.Clamp((bytes / roots + 63) / 64 * 64, Math.Min(SmallestPartBytes, _env.Options.ChunkBytes), _env.Options.ChunkBytes);
        return (int)Math.Clamp(share / Unsafe.SizeOf<T>(), 1, _length);
    }

    private ReductionRoute[] Routes(int[] targets)
    {
        if (_isFlat) return [ReductionRoute.Flat(_plan, _plan.WorkerOfTarget(0), _env.Worker, _env.NodeOf)];
        if (!_folding.IsCommutative) return [ReductionRoute.UpTree(_plan, _plan.WorkerOfSource(0), _env.Worker, _env.NodeOf)];
        int roots = Math.Min(Parts, targets.Length);
        return [.. Enumerable.Range(0, roots).Select(i => ReductionRoute.UpTree(_plan, targets[(int)((long)i * targets.Length / roots)], _env.Worker, _env.NodeOf))];
    }

    /// <summary>Combines what this worker's sources gave, in their order: all of it, or, where others come between, what lies together.</summary>
    private void MergeRuns()
    {
        int before = -1;
        foreach (int source in _plan.SourcesOf(_env.Worker).ToArray())
        {
            bool joins = before >= 0 && (!_isFlat || IsOneRun(before, source));
            if (!joins) before = source;
            else if (_given.Remove(source, out HugeArray<T>? given)) Join(before, given);
        }
        if (!_isFlat && before >= 0) _values = _given.GetValueOrDefault(before);
    }

    private bool IsOneRun(int first, int source)
    {
        for (int between = first; between < source; between++)
            if (_plan.WorkerOfSource(between) != _env.Worker) return false;
        return true;
    }

    private void Join(int run, HugeArray<T> values)
    {
        if (!_given.TryAdd(run, values))
        {
            Fold(All(_given[run]), All(values));
            Free(values);
        }
    }

    /// <summary>Combines what has come of a part, as far as its order allows, and passes on what is whole.</summary>
    private void FoldPart(int part)
    {
        ReductionRoute route = RouteOf(part);
        int count = route.Contributions.Count;
        if (!_isFinished || count == 0 && route.Root != _env.Worker) return;
        for (; _folded[part] < count; _folded[part]++)
        {
            ReductionRoute.Contribution next = route.Contributions[_folded[part]];
            if (next.Worker == _env.Worker) FoldOwn(part, next.Run);
            else if (!FoldEarly(part, (route.Root, next.Worker, next.Run))) return;
        }
        _left--;
        _toSend.Enqueue((part, route.Root == _env.Worker ? ResultRun : FirstRun));
    }

    /// <summary>What a worker that is not flat sends is known by the first of its sources.</summary>
    private int FirstRun => _plan.SourcesOf(_env.Worker).First();

    private void FoldOwn(int part, int run)
    {
        if (!_given.TryGetValue(run, out HugeArray<T>? given)) return;
        if (ReferenceEquals(given, _values)) _has[part] = true;
        else FoldIn(part, Part(given, part));
    }

    private bool FoldEarly(int part, (int, int, int) key)
    {
        if (!_early.TryGetValue(key, out SpillingQueue? early) || early.Count == 0 || (int)(early.FirstTag >> 32) != part) return false;
        int count = (int)early.FirstTag;
        ChunkBuffer message = early.Dequeue(0);
        ChunkReader reader = new(message.Span[..message.Length]);
        reader.Read<int>();
        FoldPacked(part, count, reader);
        message.Return();
        return true;
    }

    private void FoldPacked(int part, int count, ChunkReader reader)
    {
        if (count > 0) FoldIn(part, Unpack(count, ref reader));
    }

    private void FoldIn(int part, ReadOnlySpan<T> values)
    {
        Span<T> into = Part(_values ??= NewArray(), part);
        if (_has[part]) Fold(into, values);
        else values.CopyTo(into);
        _has[part] = true;
    }

    private void TakeResult(int part, int count, ChunkReader reader)
    {
        if (RouteOf(part).DownParent < 0) throw new CorruptChunkException($"A result for worker {_env.Worker}, which makes it itself or has no target task.");
        _has[part] = count > 0;
        _hasResult[part] = true;
        if (count > 0) Unpack(count, ref reader).CopyTo(Part(_values ??= NewArray(), part));
        _left--;
        _toSend.Enqueue((part, ResultRun));
    }

    private ReadOnlySpan<T> Unpack(int count, ref ChunkReader reader)
    {
        if (_packer is IMemoryPacker)
        {
            ReadOnlySpan<byte> bytes = reader.Take(checked(count * Unsafe.SizeOf<T>()));
            return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(bytes)), count);
        }
        if (_unpacked.Length < count) _unpacked = new T[count];
        _packer.Unpack(ref reader, _unpacked.AsSpan(0, count));
        return _unpacked.AsSpan(0, count);
    }

    private void SendPart(int part, int run)
    {
        ReductionRoute route = RouteOf(part);
        ReadOnlySpan<int> workers = run == ResultRun ? route.Down : [route.Parent];
        if (workers.IsEmpty) return;
        HugeArray<T>? from = _isFlat && run != ResultRun ? _given.GetValueOrDefault(run) : _has[part] ? _values : null;
        ReadOnlySpan<T> values = from is null ? [] : Part(from, part);
        ChunkWriter writer = new(_env.Pool, ChunkHeader.Bytes + sizeof(int) + (_packer is IMemoryPacker ? values.Length * Unsafe.SizeOf<T>() : 0));
        writer.Take(ChunkHeader.Bytes);
        writer.Write(part);
        if (!values.IsEmpty) _packer.Pack(values, writer);
        new Fanout(_env, this, run, values.Length).Post(writer.Detach(), workers);
    }

    private void Fold(Span<T> into, ReadOnlySpan<T> values)
    {
        try
        {
            _folding.Fold(into, values);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed(e);
        }
    }

    private T FoldAll(T first, ReadOnlySpan<T> values)
    {
        try
        {
            return _folding.FoldAll(first, values);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw Failed(e);
        }
    }

    private UserCodeException Failed(Exception e) => UserCodeException.Of($"{_name}: worker {_env.Worker}", "the function that combines two values", e);

    private int Length(int part) => Math.Min(_partLength, _length - part * _partLength);

    private Span<T> Part(HugeArray<T> array, int part) => All(array).Slice(part * _partLength, Length(part));

    private Span<T> All(HugeArray<T> array) => MemoryMarshal.CreateSpan(ref array.First, _length);

    private HugeArray<T> NewArray()
    {
        long bytes = (long)_length * Unsafe.SizeOf<T>();
        _env.Memory.Reserve(bytes, _ledger);
        _charged += bytes;
        HugeArray<T> array = new(_length);
        _arrays.Add(array);
        return array;
    }

    private void Free(HugeArray<T> array)
    {
        long bytes = (long)_length * Unsafe.SizeOf<T>();
        _env.Memory.Release(bytes, _ledger);
        _charged -= bytes;
        _arrays.Remove(array);
        array.Dispose();
    }
}
