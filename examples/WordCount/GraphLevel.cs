using System.Runtime.InteropServices;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>
/// Word count as a compute graph: tasks, and the operators on the edges between them. Which worker runs which task is a scheduler's business, and the tasks of a worker share its threads
/// (<c>twister2-worker --threads</c>).
/// </summary>
internal static class GraphLevel
{
    public static WordCounts Count(WorkerEnvironment env, WordCountOptions options, string[] inputs, string output)
    {
        InputFile[] files = InputFile.FindAll(env.Communicator, inputs);
        List<CountedWord> counted = [];
        ComputeGraphBuilder builder = new("word count", parallelism: env.WorkerCount * env.Threads);
        builder.AddSource("text", () => new ReadText(files, options.Words));
        builder.AddCompute("words", () => new SplitIntoWords()).Pipe("text");
        builder.AddSink("counts", () => new KeepCounts(counted)).KeyedReduce("words", ReduceOperation.Sum);
        env.CreateGraphExecutor().Execute(builder.Build());
        return ResultFolder.Write(env, output, counted, options.Top);
    }

    /// <summary>Each task reads its share of all files, a block with each call.</summary>
    private sealed class ReadText(InputFile[] files, WordKind kind) : ISource<Utf8Text>
    {
        private IEnumerator<Utf8Text>? _blocks;

        public void Prepare(TaskContext context) => _blocks = new TextShare(files, kind, context.TaskIndex, context.Parallelism).Blocks().GetEnumerator();

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

    /// <summary>Each task gets the words whose hash is its own, with their counts; all tasks of a worker keep them in one list.</summary>
    private sealed class KeepCounts(List<CountedWord> all) : ISink<KeyValuePair<Utf8Text, long>>
    {
        private readonly List<CountedWord> _mine = [];

        public void Execute(ReadOnlySpan<KeyValuePair<Utf8Text, long>> pairs)
        {
            foreach ((Utf8Text word, long count) in pairs) _mine.Add(new(word, count));
        }

        public void End()
        {
            lock (all) all.AddRange(_mine);
        }
    }
}
