using System.Globalization;
using System.Text;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>
/// The stages of one worker. All workers have the same ones, because all build the same operators in the same order. An operator that is built when one of the same class has been disposed of is another run of the same
/// stage, and in a graph or an action the n-th of a class is another run of the n-th of the run before: thousands of iterations are one stage. Used inside the gate, but for <see cref="All"/>.
/// </summary>
internal sealed class StageLedgers(int workers)
{
    // A program that keeps more operators open than this has the others summed up by class.
    private const int Most = 1000;

    private readonly Dictionary<string, StageGroup> _groups = [];
    private readonly Dictionary<string, StageLedger> _named = [];
    private volatile StageLedger[] _all = [];

    /// <summary>All, in the order in which this worker came to them. From any thread.</summary>
    public IReadOnlyList<StageLedger> All => _all;

    /// <summary>What the operators that are being built are parts of; at first of nothing, because they are used by hand.</summary>
    public StagePlace Place
    {
        get => field ??= Outside;
        set;
    }

    /// <summary>Where operators are used by hand.</summary>
    public StagePlace Outside => field ??= new StagePlace(GroupOf("", null), [], isRun: false);

    /// <summary>The place of the operators of a graph or an action that is run once more.</summary>
    /// <param name="graph">The graph or action.</param>
    /// <param name="name">The name of what is one operator there; null for the name of the operator's class.</param>
    /// <param name="inputs">The stages that it reads from.</param>
    public StagePlace Run(string graph, string? name, IReadOnlyList<StageLedger> inputs) => new(GroupOf(graph, name), inputs, isRun: true);

    /// <summary>The stage of an operator that is being built, which begins a run of it.</summary>
    public StageLedger Begin(Type operation)
    {
        StageLedger stage = Place.Shared ?? FreeOne(operation);
        stage.Begin(1);
        stage.ReadsFrom(Place.Inputs);
        return stage;
    }

    /// <summary>The stage of what is no operator.</summary>
    public StageLedger Named(string graph, string name, string kind, int tasksPerRun) => Named(graph, name, kind, tasksPerRun, isOperator: false);

    /// <summary>The stage of the collectives of a name.</summary>
    public StageLedger Collective(string name)
    {
        StageGroup group = Place.Group;
        if (!group.Collectives.TryGetValue(name, out StageLedger? stage)) group.Collectives[name] = stage = Named(group.Graph, name, KindOf(name), workers, isOperator: true);
        return stage;
    }

    private StageLedger Named(string graph, string name, string kind, int tasksPerRun, bool isOperator)
    {
        string key = $"{graph}\n{name}";
        if (!_named.TryGetValue(key, out StageLedger? stage)) _named[key] = stage = Add(graph, name, kind, tasksPerRun, isOperator, kind);
        return stage;
    }

    private StageLedger FreeOne(Type operation)
    {
        StageGroup group = Place.Group;
        if (!group.Operators.TryGetValue(operation, out List<StageLedger>? known)) group.Operators[operation] = known = [];
        int next = Place.IsRun ? Place.Next(operation) : known.FindIndex(static stage => stage.IsFree);
        StageLedger? free = next >= 0 && next < known.Count ? known[next] : null;
        if (free is null && _all.Length >= Most) return Named("", $"further {NameOf(operation)}", KindOf(NameOf(operation)), workers, isOperator: true);
        if (free is null)
        {
            string number = known.Count == 0 ? "" : $" {known.Count + 1}";
            known.Add(free = Add(group.Graph, $"{group.Name ?? NameOf(operation)}{number}", KindOf(NameOf(operation)), workers, isOperator: true, $"{operation}{number}"));
        }
        free.IsFree = false;
        return free;
    }

    private StageLedger Add(string graph, string name, string kind, int tasksPerRun, bool isOperator, string identity)
    {
        string key = StableHash.OfBytes(Encoding.UTF8.GetBytes($"{graph}\n{name}\n{identity}")).ToString("x16", CultureInfo.InvariantCulture);
        StageLedger stage = new(key, name, kind, graph, tasksPerRun, isOperator);
        _all = [.. _all, stage];
        return stage;
    }

    private StageGroup GroupOf(string graph, string? name)
    {
        string key = $"{graph}\n{name}";
        if (!_groups.TryGetValue(key, out StageGroup? group)) _groups[key] = group = new StageGroup(graph, name);
        return group;
    }

    private static string NameOf(Type operation) => operation.Name.Split('`')[0];

    private static string KindOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
