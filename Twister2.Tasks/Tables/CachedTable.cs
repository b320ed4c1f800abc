namespace Twister2.Tasks;

/// <summary>Rows that are computed once, and kept on the tasks that have them. What they were computed of is let go then.</summary>
internal sealed class CachedTable(Table input) : Table(input.Environment, input.Schema)
{
    private Table? _input = input;
    private CachedRows[] _rows = [];

    internal override TableParts Open()
    {
        if (_input is { } below)
        {
            _rows = Fill(below);
            _input = null;
        }
        CachedRows[] rows = _rows;
        return new((task, sink) => rows[task].PassTo(sink));
    }

    private CachedRows[] Fill(Table below)
    {
        WorkerTasks tasks = Environment.Tasks;
        TableParts parts = below.Open();
        CachedRows[] rows = tasks.Each(_ => new CachedRows(Environment, Schema));
        try
        {
            tasks.RunAll(parts, task => rows[task]);
        }
        catch
        {
            foreach (CachedRows one in rows) one.Charge.GiveBack();
            throw;
        }
        foreach (CachedRows one in rows)
        {
            one.Seal();
            Environment.Caches.Add(one);
        }
        return rows;
    }

    /// <summary>Those of a task. They go to scratch by themselves where memory gets short.</summary>
    private sealed class CachedRows : ICached, IBatchSink
    {
        public CachedRows(BatchEnvironment environment, Apache.Arrow.Schema schema) => Charge = new CachedCharge(environment) { Store = new RowKeeper(environment, schema, nameof(Cache)) };

        // Its owner: this object ends whenever the garbage collector finds that nobody uses it.
        public CachedCharge Charge { get; }

        public bool CanSpill => false;

        private RowKeeper Kept => Charge.Store as RowKeeper ?? throw new ObjectDisposedException(nameof(BatchEnvironment));

        public void Add(Apache.Arrow.RecordBatch batch) => Kept.Add(batch);

        public void Seal() => Kept.Seal();

        public void PassTo(IBatchSink sink) => Kept.Read(consume: false).PassTo(sink);

        public void Spill() { }
    }
}
