using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.LaunchJobs;

/// <summary>
/// Word counts one after the other in one job: arguments are the folder for the results, then the inputs. The graph is that of the WordCount example; one start of N
/// processes serves all inputs.
/// </summary>
public sealed class CountEach : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        BatchEnvironment batch = env.CreateBatchEnvironment();
        foreach (string input in env.Arguments.Skip(1))
        {
            string result = Path.Combine(env.Arguments[0], Path.GetFileName(input));
            Count(batch, input, Tokenizer.Words, $"{result}.letters");
            Count(batch, input, Tokenizer.SpaceSeparated, $"{result}.space");
        }
    }

    private static void Count(BatchEnvironment batch, string input, FlatMapFunction<Utf8Text, Utf8Text> tokenizer, string output) => batch
        .ReadText(input)
        .FlatMap(tokenizer)
        .MapToTuple(static word => (word, 1L))
        .KeyedReduce(static (a, b) => a + b)
        .WriteText(output, static (pair, line) => line.Append(pair.Key).Append('\t').Append(pair.Value));
}
