using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>
/// The ledgers of one worker's operators that have ended or are summed up, and which operator is being built or read just now: what is made meanwhile - edges, stores, logs - is that operator's, and
/// remembers it. Ledgers of operators at work are found through their edges.
/// </summary>
internal sealed class OperatorLedgers(StageLedgers stages)
{
    // Ended operators that are kept each by itself, and the links of these: a job may build millions, on ten thousand workers.
    private const int MostEnded = 256, MostLinks = 1 << 14;

    private readonly Queue<OperatorLedger> _ended = new();
    private readonly Dictionary<string, OperatorLedger> _earlier = [], _collectives = [], _local = [];
    private OperatorLedger? _outside;
    private int _links;

    /// <summary>The operator that is being built or read.</summary>
    public OperatorLedger Current { get; set; } = new("(no operator)") { Operators = 0 };

    /// <summary>The ledger of all collectives of single values that have this name.</summary>
    public OperatorLedger Collective(string name)
    {
        OperatorLedger ledger = ByName(_collectives, name, isCollective: true);
        ledger.Operators++;
        ledger.Stage = stages.Collective(name);
        ledger.Stage.Begin(1);
        return ledger;
    }

    /// <summary>The ledger of everything of this name that takes memory and scratch on its worker and sends nothing: what tables sort and group by, partitions that are kept.</summary>
    public OperatorLedger Local(string name)
    {
        OperatorLedger ledger = ByName(_local, name, isCollective: false);
        ledger.Operators = 1;
        return ledger;
    }

    /// <summary>An operator is being built. One whose constructor threw is no more.</summary>
    public void Begin(OperatorLedger ledger)
    {
        _outside ??= Current;
        Current = ledger;
    }

    /// <summary>The operator has been built.</summary>
    public void Built()
    {
        Current = _outside ?? Current;
        _outside = null;
    }

    /// <summary>An operator is being read: what that needs is made for it.</summary>
    public void Read(OperatorLedger ledger)
    {
        Current = ledger;
        _outside = null;
    }

    /// <summary>Makes something while an operator is read, on which it is to be charged.</summary>
    public T For<T>(OperatorLedger ledger, Func<T> make)
    {
        OperatorLedger before = Current;
        Current = ledger;
        try
        {
            return make();
        }
        finally
        {
            Current = before;
        }
    }

    /// <summary>An operator was disposed of.</summary>
    public void End(OperatorLedger ledger)
    {
        if (ledger.HasEnded) return;
        ledger.HasEnded = true;
        ledger.SourcesNotFinished = null;
        _ended.Enqueue(ledger);
        _links += ledger.Links;
        while (_ended.Count > MostEnded)
        {
            OperatorLedger oldest = _ended.Dequeue();
            _links -= oldest.Links;
            ByName(_earlier, oldest.Name, isCollective: false).Add(oldest);
        }
        foreach (OperatorLedger old in _ended)
        {
            if (_links <= MostLinks) break;
            _links -= old.Links;
            old.DropLinks();
        }
    }

    /// <summary>What has ended, summed up by name and, for the latest, each by itself, and the collectives, and what works on its worker alone.</summary>
    public IEnumerable<OperatorLedger> All() => [.. _earlier.Values, .. _collectives.Values, .. _local.Values, .. _ended];

    private static OperatorLedger ByName(Dictionary<string, OperatorLedger> ledgers, string name, bool isCollective)
    {
        ref OperatorLedger? ledger = ref CollectionsMarshal.GetValueRefOrAddDefault(ledgers, name, out _);
        return ledger ??= new OperatorLedger(name) { Operators = 0, HasEnded = true, IsCollective = isCollective };
    }
}
