namespace Twister2.Tasks.Tests;

/// <summary>Texts that stay on the workers as partitions, and get a dot in front in each run.</summary>
internal static class Partitions
{
    public static (ComputeGraph First, ComputeGraph Again) Graphs(int tasks, int records, List<(int Task, string Record)> kept)
    {
        ComputeGraphBuilder first = new("first", tasks);
        first.AddSource("texts", () => new Records<string>((task, _) => Enumerable.Range(0, records).Select(i => $"{task} {i}")));
        first.AddSink("keep", () => new GraphGuide.KeepTexts()).Direct("texts").AddOutput<DataPartition<string>>("texts");
        ComputeGraphBuilder again = new("again", tasks);
        again.AddSource("texts", () => new Dotted()).AddInput<DataPartition<string>>("texts").AddOutput<DataPartition<string>>("texts");
        again.AddSink("kept", () => new Kept<string>(kept)).Direct("texts");
        return (first.Build(), again.Build());
    }

    private sealed class Dotted : ISource<string>
    {
        private TaskContext? _context;
        private DataPartition<string>? _more;
        private DataPartitionReader<string>? _reader;

        public void Prepare(TaskContext context) => (_context, _more, _reader) = (context, context.NewPartition<string>(), context.GetInput<DataPartition<string>>("texts").Read());

        public bool Execute(RecordCollector<string> output)
        {
            if (!_reader!.MoveNext())
            {
                _context!.SetOutput("texts", _more!);
                return false;
            }
            output.Add(_reader.Current);
            string[] dotted = new string[_reader.Current.Length];
            for (int i = 0; i < dotted.Length; i++) dotted[i] = $".{_reader.Current[i]}";
            _more!.Add(dotted);
            return true;
        }

        public void Close() => _reader?.Dispose();
    }
}
