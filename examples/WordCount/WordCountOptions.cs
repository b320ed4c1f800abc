using CommandLine;
using Twister2.Dataflow;
using Twister2.JobMaster;
using Twister2.Tasks;

namespace Twister2.Examples.WordCount;

/// <summary>What words are.</summary>
public enum WordKind
{
    /// <summary>Runs of Unicode letters and digits, lower-cased.</summary>
    Letters,

    /// <summary>Runs of bytes above 0x20, as they are.</summary>
    Space,
}

/// <summary>The arguments of the word count.</summary>
public sealed class WordCountOptions
{
    /// <summary>Files, folders, globs.</summary>
    [Value(0, MetaName = "INPUT", Required = true, HelpText = "Text files, folders, or quoted globs with * and **.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    /// <summary>The result's folder.</summary>
    [Option("output", MetaValue = "DIR", HelpText = "New folder for the result, lines of WORD<tab>COUNT. Default: 'counts' in the job's directory.")]
    public string? Output { get; set; }

    /// <summary>What words are.</summary>
    [Option("words", MetaValue = "KIND", Default = WordKind.Letters, HelpText = "letters: runs of Unicode letters and digits, lower-cased; space: runs of bytes above 0x20, as they are.")]
    public WordKind Words { get; set; }

    /// <summary>How many words to print.</summary>
    [Option("top", MetaValue = "N", Default = 10, HelpText = "How many of the most frequent words to print.")]
    public int Top { get; set; }

    /// <summary>Whether to count again.</summary>
    [Option("verify", HelpText = "Count again, plainly and in one process, and compare every word.")]
    public bool Verify { get; set; }

    internal FlatMapFunction<Utf8Text, Utf8Text> Tokenizer => Words == WordKind.Letters ? Tasks.Tokenizer.Words : Tasks.Tokenizer.SpaceSeparated;

    internal string OutputOr(string jobDirectory) => Output ?? Path.Combine(jobDirectory, "counts");

    /// <summary>Reads the job's arguments; null when they asked for help, which was printed.</summary>
    /// <exception cref="UsageException">They are wrong; the message says how.</exception>
    internal static WordCountOptions? Parse(WorkerEnvironment env)
    {
        WordCountOptions? options = ExampleArguments.Parse<WordCountOptions>(env, "counts the words of text files.", "INPUT...");
        return options is { Top: < 0 } ? throw new UsageException("--top must not be negative.") : options;
    }
}
