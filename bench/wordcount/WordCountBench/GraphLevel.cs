using System.Runtime.InteropServices;
using Twister2.Dataflow;
using Twister2.Examples.WordCount;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Bench.WordCount;

/// <summary>A graph of a source that reads, a task that looks for words, and a sink behind a keyed reduce.</summary>
internal static class GraphLevel
{
    public static (List<KeyValuePair<Utf8Text, long>> Counts, long Bytes) Count(WorkerEnvironment env, string[] input)
    {
        InputFile[] files = InputFile.FindAll(env.Communicator, input);
        List<KeyValuePair<Utf8Text, long>> counted = [];
        ComputeGraphBuilder builder = new("word count", parallelism: env.WorkerCount);
        builder.AddSource("text", () => new ReadText(files));
        builder.AddCompute("words", () => new SplitIntoWords()).Pipe("text");
        builder.AddSink("counts", () => new KeepCounts(counted)).KeyedReduce("words", ReduceOperation.Sum);
        using BatchExecutor executor = env.CreateGraphExecutor();
        executor.Execute(builder.Build());
        return (counted, files.Sum(static file => file.Length));
    }

    private sealed class ReadText(InputFile[] files) : ISource<Utf8Text>
    {
        private IEnumerator<Utf8Text>? _blocks;

        public void Prepare(TaskContext context) => _blocks = new TextShare(files, WordKind.Space, context.TaskIndex, context.Parallelism).Blocks().GetEnumerator();

        public bool Execute(RecordCollector<Utf8Text> output)
        {
            if (!_blocks!.MoveNext()) return false;
            output.Add(_blocks.Current);
            return true;
        }

        public void Close() => _blocks?.Dispose();
    }

    private sealed class SplitIntoWords : ICompute<Utf8Text, KeyValuePair<Utf8Text, long>>
    {
        private readonly List<TextRange> _words = [];

        public void Execute(ReadOnlySpan<Utf8Text> blocks, RecordCollector<KeyValuePair<Utf8Text, long>> output)
        {
            foreach (Utf8Text block in blocks)
            {
                Words.Find(block.Span, _words);
                foreach (TextRange word in CollectionsMarshal.AsSpan(_words)) output.Add(new KeyValuePair<Utf8Text, long>(block.Slice(word.Start, word.Length), 1));
            }
        }
    }

    private sealed class KeepCounts(List<KeyValuePair<Utf8Text, long>> counted) : ISink<KeyValuePair<Utf8Text, long>>
    {
        public void Execute(ReadOnlySpan<KeyValuePair<Utf8Text, long>> pairs) => counted.AddRange(pairs);
    }
}
