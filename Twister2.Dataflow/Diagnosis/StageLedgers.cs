using System.Runtime.InteropServices;
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

    private readonly Dictionary<(string Graph, string? Name, Type Type), List<StageLedger>> _operators = [];
    private readonly Dictionary<(string Graph, string Name), StageLedger> _named = [];
    private volatile StageLedger[] _all = [];

    /// <summary>All, in the order in which this worker came to them. From any thread.</summary>
    public IReadOnlyList<StageLedger> All => _all;

    /// <summary>What the operators that are being built are parts of.</summary>
    public StagePlace Place { get; set; } = StagePlace.Outside;

    /// <summary>The stage of an operator that is being built, which begins a run of it.</summary>
    public StageLedger Begin(Type operation)
    {
        StageLedger stage = Place.Shared ?? FreeOne(operation);
        stage.Begin(1);
        stage.ReadsFrom(Place.Inputs);
        return stage;
    }

    /// <summary>The stage of what is no operator, or of all collectives of a name.</summary>
    public StageLedger Named(string graph, string name, string kind, int tasksPerRun, bool isOperator = false)
    {
        ref StageLedger? stage = ref CollectionsMarshal.GetValueRefOrAddDefault(_named, (graph, name), out _);
        return stage ??= Add(graph, name, kind, tasksPerRun, isOperator, kind);
    }

    /// <summary>The stage of the collectives of a name.</summary>
    public StageLedger Collective(string name) => Named(Place.Graph, name, KindOf(name), workers, isOperator: true);

    private StageLedger FreeOne(Type operation)
    {
        ref List<StageLedger>? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_operators, (Place.Graph, Place.Name, operation), out _);
        known ??= [];
        int next = Place.IsRun ? Place.Next(operation) : known.FindIndex(static stage => stage.IsFree);
        StageLedger? free = next >= 0 && next < known.Count ? known[next] : null;
        if (free is null && _all.Length >= Most) return Named("", $"further {NameOf(operation)}", KindOf(NameOf(operation)), workers, isOperator: true);
        if (free is null)
        {
            string number = known.Count == 0 ? "" : $" {known.Count + 1}";
            known.Add(free = Add(Place.Graph, $"{Place.Name ?? NameOf(operation)}{number}", KindOf(NameOf(operation)), workers, isOperator: true, $"{operation}{number}"));
        }
        free.IsFree = false;
        return free;
    }

    private StageLedger Add(string graph, string name, string kind, int tasksPerRun, bool isOperator, string identity)
    {
        ulong key = StableHash.OfBytes(Encoding.UTF8.GetBytes($"{graph}\n{name}\n{identity}"));
        StageLedger stage = new(key, name, kind, graph, tasksPerRun, isOperator);
        _all = [.. _all, stage];
        return stage;
    }

    private static string NameOf(Type operation) => operation.Name.Split('`')[0];

    private static string KindOf(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>What operators are parts of.</summary>
/// <param name="Graph">A compute graph, or an action; empty for neither.</param>
/// <param name="Name">The name of what is one operator there; null for the name of the operator's class.</param>
/// <param name="Inputs">The stages that it reads from.</param>
internal sealed record StagePlace(string Graph, string? Name, IReadOnlyList<StageLedger> Inputs)
{
    private readonly Dictionary<Type, int> _begun = [];

    /// <summary>Operators that are used by hand.</summary>
    public static StagePlace Outside { get; } = new("", null, []) { IsRun = false };

    /// <summary>Whether it is one run of something that is run again in the same way.</summary>
    public bool IsRun { get; private init; } = true;

    /// <summary>How many operators of the class were begun here before.</summary>
    public int Next(Type operation)
    {
        ref int begun = ref CollectionsMarshal.GetValueRefOrAddDefault(_begun, operation, out _);
        return begun++;
    }

    /// <summary>The one stage of all operators; null where each has its own.</summary>
    public StageLedger? Shared { get; init; }
}
