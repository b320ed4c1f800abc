using CommandLine;
using Twister2.JobMaster;

namespace Twister2.Examples.WordCount;

/// <summary>The levels at which the job is written.</summary>
public enum Level
{
    /// <summary>MPI: <see cref="CommunicatorLevel"/>.</summary>
    Communicator,

    /// <summary>A dataflow operator: <see cref="OperatorLevel"/>.</summary>
    Operator,

    /// <summary>A compute graph: <see cref="GraphLevel"/>.</summary>
    Graph,

    /// <summary>Data sets: <see cref="TSetLevel"/>.</summary>
    TSet,
}

/// <summary>The arguments of the word count.</summary>
public sealed class WordCountOptions
{
    /// <summary>Files, folders, globs.</summary>
    [Value(0, MetaName = "INPUT", HelpText = "Text files, folders, or quoted globs with * and **.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    /// <summary>The level.</summary>
    [Option("level", MetaValue = "LEVEL", Default = Level.TSet, HelpText = "Which of the four programs counts: communicator, operator, graph or tset. The result is the same.")]
    public Level Level { get; set; }

    /// <summary>Lines to make.</summary>
    [Option("generate", MetaValue = "LINES", HelpText = "Count a text of so many lines that is made first, in place of INPUT.")]
    public long? Generate { get; set; }

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

    /// <summary>A result to compare.</summary>
    [Option("check", MetaValue = "DIR", HelpText = "Do not count, but compare the result of an earlier count in this folder with a plain count.")]
    public string? Check { get; set; }

    internal string OutputOr(string jobDirectory) => Output ?? Path.Combine(jobDirectory, "counts");

    /// <summary>Reads the job's arguments; null when they asked for help, which was printed.</summary>
    /// <exception cref="UsageException">They are wrong; the message says how.</exception>
    internal static WordCountOptions? Parse(WorkerEnvironment env)
    {
        if (ExampleArguments.Parse<WordCountOptions>(env, "counts the words of text files.", "INPUT...") is not { } options) return null;
        if (options.Top < 0) throw new UsageException("--top must not be negative.");
        if (options.Generate < 0) throw new UsageException("--generate must not be negative.");
        if (options.Generate is null == !options.Inputs.Any()) throw new UsageException("Give either an INPUT to count (a file, a folder, a quoted glob) or --generate LINES. See WordCount.dll --help.");
        return options;
    }
}
