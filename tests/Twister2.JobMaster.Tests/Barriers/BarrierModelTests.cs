using CsCheck;
using Twister2.JobMaster.Barriers;

namespace Twister2.JobMaster.Tests;

/// <summary>Barriers among workers that are objects, whose messages come in any order that MPI allows.</summary>
[Trait("ranks", "none")]
public sealed class BarrierModelTests
{
    [Fact]
    public void All_pass_whatever_order_messages_come_in() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 5], Gen.Int).Sample((workers, perNode, seed) =>
    {
        Cluster cluster = new(workers, perNode, seed);
        for (int number = 1; number <= 3; number++)
        {
            foreach (int worker in cluster.Shuffled())
            {
                Assert.DoesNotContain(cluster.Outcomes, outcome => outcome.Number == number);
                Assert.Equal(number, cluster.Come(worker));
            }
            cluster.DeliverAll();
            Assert.Equal([new Outcome(BarrierKind.Plain, number)], cluster.Outcomes.Where(outcome => outcome.Number == number));
        }
    }, iter: 300);

    [Fact]
    public void Exactly_those_who_have_not_come_are_named() => Gen.Select(Gen.Int[2, 30], Gen.Int[1, 5], Gen.Int).Sample((workers, perNode, seed) =>
    {
        Cluster cluster = new(workers, perNode, seed);
        int[] order = cluster.Shuffled();
        int missing = 1 + (Math.Abs(seed % (workers - 1)));
        foreach (int worker in order[missing..]) cluster.Come(worker);
        cluster.Wait();
        cluster.Master.Take(new GivingUp(BarrierKind.Plain, 1, 5));
        cluster.Time.Pass(BarrierMaster.Grace.TotalSeconds);
        cluster.Master.Look();
        Outcome outcome = Assert.Single(cluster.Outcomes);
        string named = string.Join(", ", order[..missing].Order().Take(10).Select(static worker => $"w{worker}")) + (missing > 10 ? $" and {missing - 10} more" : "");
        Assert.Equal(new Outcome(BarrierKind.Plain, 1, $"{missing} of {workers} workers have not come to barrier 1 in 5 s: {named}", IsTimeout: true), outcome);
        // Those who were late come to it too, and all go on to the next.
        foreach (int worker in order) cluster.Come(worker);
        foreach (int worker in order[..missing]) cluster.Come(worker);
        cluster.DeliverAll();
        Assert.Equal(new Outcome(BarrierKind.Plain, 2), cluster.Outcomes[^1]);
        Assert.Equal(2, cluster.Outcomes.Count);
    }, iter: 300);

    [Fact]
    public void Whoever_tells_again_changes_nothing() => Gen.Select(Gen.Int[1, 30], Gen.Int[1, 5], Gen.Int).Sample((workers, perNode, seed) =>
    {
        Cluster cluster = new(workers, perNode, seed);
        foreach (int worker in cluster.Shuffled())
        {
            cluster.Come(worker);
            cluster.TellAgain(seed & 3);
        }
        cluster.DeliverAll();
        Assert.Equal([new Outcome(BarrierKind.Plain, 1)], cluster.Outcomes);
    }, iter: 100);

    [Fact]
    public void News_on_their_way_are_waited_for()
    {
        Cluster cluster = new(3, 1, 1);
        cluster.Come(0);
        cluster.Come(1);
        cluster.Master.Take(new GivingUp(BarrierKind.Plain, 1, 5));
        cluster.Come(2);
        cluster.DeliverAll();
        Assert.Equal([new Outcome(BarrierKind.Plain, 1)], cluster.Outcomes);
        // Who gives up what is over is late.
        cluster.Master.Take(new GivingUp(BarrierKind.Plain, 1, 5));
        cluster.Time.Pass(60);
        cluster.Master.Look();
        Assert.Single(cluster.Outcomes);
    }

    [Fact]
    public void Kinds_are_counted_each_for_itself()
    {
        Cluster cluster = new(2, 1, 1);
        cluster.Come(0, BarrierKind.Init);
        cluster.Come(1);
        cluster.DeliverAll();
        Assert.Empty(cluster.Outcomes);
        cluster.Come(1, BarrierKind.Init);
        cluster.DeliverAll();
        Assert.Equal([new Outcome(BarrierKind.Init, 1)], cluster.Outcomes);
    }

    [Theory, InlineData(156, 64), InlineData(10_000, 1)]
    public void Worker_0_of_ten_thousand_gets_few_messages(int nodes, int perNode)
    {
        Cluster cluster = new(nodes * perNode, perNode, 1);
        for (int worker = nodes * perNode - 1; worker >= 0; worker--) cluster.Come(worker);
        cluster.DeliverAll();
        Assert.Equal([new Outcome(BarrierKind.Plain, 1)], cluster.Outcomes);
        Assert.InRange(cluster.MessagesToMaster, 1, Heartbeats.HeartbeatTree.Width + perNode);
    }

    /// <summary>Workers, and what is on its way between them.</summary>
    private sealed class Cluster
    {
        private readonly Random _random;
        private readonly BarrierNode[] _nodes;
        private readonly Queue<ArrivalReport>[] _underWay;
        private readonly List<int> _senders = [];
        private readonly int[] _parents;

        public Cluster(int workers, int perNode, int seed)
        {
            _random = new Random(seed);
            string[] names = [.. Enumerable.Range(0, workers).Select(worker => $"n{worker / perNode}")];
            _parents = Heartbeats.HeartbeatTree.ParentsOf(names);
            Master = new BarrierMaster(workers, Outcomes.Add, static worker => $"w{worker}", Time);
            _underWay = [.. names.Select(static _ => new Queue<ArrivalReport>())];
            _nodes = [.. names.Select((_, worker) => new BarrierNode(new ControlTree(_parents, worker), report => Send(worker, report)))];
        }

        public MovingTime Time { get; } = new();

        public List<Outcome> Outcomes { get; } = [];

        public BarrierMaster Master { get; }

        public int MessagesToMaster { get; private set; }

        public int[] Shuffled()
        {
            int[] workers = [.. Enumerable.Range(0, _nodes.Length)];
            _random.Shuffle(workers);
            return workers;
        }

        /// <summary>Meanwhile some messages come.</summary>
        public int Come(int worker, BarrierKind kind = BarrierKind.Plain)
        {
            for (int i = _random.Next(3); i > 0; i--) DeliverOne();
            return _nodes[worker].Come(kind);
        }

        public void TellAgain(int worker)
        {
            if (worker < _nodes.Length && worker > 0) _nodes[worker].TellAgain();
        }

        public void DeliverAll()
        {
            while (DeliverOne()) { }
        }

        /// <summary>Long enough that all is told as far as it has come.</summary>
        public void Wait()
        {
            for (int i = 0; i < 5; i++)
            {
                foreach (BarrierNode node in _nodes) node.Turn();
                DeliverAll();
            }
        }

        private void Send(int from, ArrivalReport report)
        {
            if (from == 0)
            {
                Master.Take(report);
                return;
            }
            _underWay[from].Enqueue(report);
            _senders.Add(from);
        }

        // Of one sender in order, of several in any.
        private bool DeliverOne()
        {
            if (_senders.Count == 0) return false;
            int next = _random.Next(_senders.Count), sender = _senders[next];
            _senders[next] = _senders[^1];
            _senders.RemoveAt(_senders.Count - 1);
            if (_parents[sender] == 0) MessagesToMaster++;
            _nodes[_parents[sender]].Take(_underWay[sender].Dequeue());
            return true;
        }
    }
}
