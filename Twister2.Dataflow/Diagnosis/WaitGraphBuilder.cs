namespace Twister2.Dataflow.Diagnosis;

/// <summary>Follows each wait from the workers that are blocked to what they wait for, until it ends at a worker that waits for nobody, or comes round.</summary>
internal sealed class WaitGraphBuilder
{
    private readonly Dictionary<int, WorkerWaits> _workers;
    private readonly Dictionary<Part, List<(Part To, string Why)>> _waits = [];
    private readonly Dictionary<Part, string> _culprits = [];
    private readonly Queue<Part> _open = new();

    public WaitGraphBuilder(IEnumerable<WorkerWaits> workers) => _workers = workers.ToDictionary(worker => worker.Worker);

    /// <summary>A worker's part in an operator: that it finishes, or only that it takes messages, for which any progress will do.</summary>
    private readonly record struct Part(WaitNode Node, bool IsTaking);

    public WaitGraph Build()
    {
        foreach (WorkerWaits worker in _workers.Values)
            if (BlockedIn(worker) is { } blocked) Visit(NodeOf(blocked));
        while (_open.TryDequeue(out Part part)) Follow(part);
        return new WaitGraph
        {
            Edges = [.. _waits.SelectMany(from => from.Value.Select(to => new WaitEdge(from.Key.Node, to.To.Node, to.Why))).Distinct()],
            Cycles = Cycles(),
            Culprits = Culprits(),
        };
    }

    private static WaitNode NodeOf(OperatorWait wait) => new(wait.Worker, wait.Operator, wait.Number);

    /// <summary>Where a worker is blocked; the innermost wait, where one is inside another.</summary>
    private static OperatorWait? BlockedIn(WorkerWaits worker) => worker.Operators.Where(wait => wait.Blocked is not null).MinBy(wait => wait.Blocked);

    private static OperatorWait? Find(WorkerWaits worker, WaitNode node) => worker.Operators.FirstOrDefault(wait => wait.Operator == node.Operator && wait.Number == node.Number);

    private void Visit(WaitNode node, bool isTaking = false)
    {
        if (_waits.TryAdd(new Part(node, isTaking), [])) _open.Enqueue(new Part(node, isTaking));
    }

    private void Follow(Part part)
    {
        WaitNode node = part.Node;
        if (!_workers.TryGetValue(node.Worker, out WorkerWaits? worker))
        {
            _culprits[part] = "it has not told what it does";
            return;
        }
        OperatorWait? here = Find(worker, node), blocked = BlockedIn(worker);
        if (here is null && worker.Built > node.Number)
        {
            // Its message may be on its way to those who wait; one that never comes belongs to an operator that was given up.
            if (!part.IsTaking) _culprits[part] = $"{node.Operator} (operator {node.Number}) is closed there";
            return;
        }
        if (blocked is null) _culprits[part] = WhyNot(worker, here, node);
        else if (here is not null && part.IsTaking) return; // It waits, so it takes messages.
        else if (here is null || (here.Stage is WaitStage.Filling or WaitStage.Working && NodeOf(blocked) != node)) Wait(part, NodeOf(blocked), false, Elsewhere(worker, here, node, blocked));
        else FollowWaits(part, here);
    }

    private void FollowWaits(Part part, OperatorWait here)
    {
        foreach (AwaitedWorker awaited in here.Awaits)
        {
            WaitNode to = part.Node with { Worker = awaited.Worker };
            // Marks and values that others have not taken hold up nobody here.
            if (awaited.What == Awaited.Taking && here.Stage != WaitStage.Ending)
                Wait(part, to, true, $"{Name(part.Node)}: worker {here.Worker} waits until worker {awaited.Worker} takes {awaited.Messages} messages");
            else if (awaited.What is Awaited.EndMark or Awaited.Value)
                Wait(part, to, false, $"{Name(part.Node)}: worker {here.Worker} waits for worker {awaited.Worker} to finish");
        }
    }

    private void Wait(Part from, WaitNode to, bool isTaking, string why)
    {
        _waits[from].Add((new Part(to, isTaking), why));
        Visit(to, isTaking);
    }

    private static string Name(WaitNode node) => $"{node.Operator} (operator {node.Number})";

    private static string Elsewhere(WorkerWaits worker, OperatorWait? here, WaitNode node, OperatorWait blocked) => here is null
        ? $"worker {worker.Worker} has not come to {Name(node)}: it waits in {Name(NodeOf(blocked))}"
        : $"{Name(node)} is not finished by worker {worker.Worker}{WaitText.Sources(here.SourcesNotFinished)}: it waits in {Name(NodeOf(blocked))}";

    private static string WhyNot(WorkerWaits worker, OperatorWait? here, WaitNode node) => here switch
    {
        null => $"it has come to operator {worker.Built} only, not to {Name(node)}, and is in the program's own code",
        { Stage: WaitStage.Filling } => $"{Name(node)} is being filled{WaitText.Sources(here.SourcesNotFinished)}; it is in the program's own code",
        _ => $"it makes no progress with {Name(node)}; it is in the program's own code",
    };

    /// <summary>What is left when those that wait for nothing are taken away, again and again, leads round.</summary>
    private List<IReadOnlyList<WaitNode>> Cycles()
    {
        Dictionary<Part, int> waitsFor = _waits.ToDictionary(from => from.Key, from => from.Value.Count);
        ILookup<Part, Part> waitedForBy = _waits.SelectMany(from => from.Value.Select(to => (To: to.To, From: from.Key))).ToLookup(wait => wait.To, wait => wait.From);
        Queue<Part> free = new(waitsFor.Where(part => part.Value == 0).Select(part => part.Key));
        while (free.TryDequeue(out Part part))
            foreach (Part from in waitedForBy[part])
                if (--waitsFor[from] == 0) free.Enqueue(from);
        List<IReadOnlyList<WaitNode>> cycles = [];
        HashSet<Part> seen = [];
        foreach (Part start in waitsFor.Where(part => part.Value > 0).Select(part => part.Key))
        {
            List<Part> path = [];
            Part at = start;
            for (; seen.Add(at); at = _waits[at].First(wait => waitsFor[wait.To] > 0).To) path.Add(at);
            int first = path.IndexOf(at);
            if (first >= 0) cycles.Add([.. path[first..].Select(part => part.Node)]);
        }
        return cycles;
    }

    private List<Culprit> Culprits()
    {
        ILookup<Part, Part> waitedForBy = _waits.SelectMany(from => from.Value.Select(to => (To: to.To, From: from.Key))).ToLookup(wait => wait.To, wait => wait.From);
        return [.. _culprits.GroupBy(culprit => culprit.Key.Node.Worker)
            .Select(parts => new Culprit(parts.Key, string.Join("; ", parts.Select(part => part.Value).Distinct()), HeldUp(parts.Key, [.. parts.Select(part => part.Key)], waitedForBy)))
            .OrderByDescending(culprit => culprit.HoldsUp.Count).ThenBy(culprit => culprit.Worker)];
    }

    private static int[] HeldUp(int worker, Part[] parts, ILookup<Part, Part> waitedForBy)
    {
        HashSet<Part> seen = [.. parts];
        Queue<Part> open = new(parts);
        while (open.TryDequeue(out Part part))
            foreach (Part from in waitedForBy[part])
                if (seen.Add(from)) open.Enqueue(from);
        return [.. seen.Select(part => part.Node.Worker).Where(held => held != worker).Distinct().Order()];
    }
}
