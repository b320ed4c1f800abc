using CommandLine;
using CommandLine.Text;
using Twister2.JobMaster;

namespace Twister2.Examples;

/// <summary>Reads the arguments of an example into a class with CommandLineParser's attributes.</summary>
internal static class ExampleArguments
{
    /// <summary>Null when help was asked for, which worker 0 has printed.</summary>
    /// <param name="env">The worker, with the job's arguments.</param>
    /// <param name="about">What the example does, in a line.</param>
    /// <param name="values">What stands behind its options, as usage has it: <c>INPUT...</c>.</param>
    /// <exception cref="UsageException">The arguments are wrong; the message says how.</exception>
    public static TOptions? Parse<TOptions>(WorkerEnvironment env, string about, string values = "") where TOptions : class
    {
        string name = typeof(TOptions).Assembly.GetName().Name!;
        string usage = $"Usage: twister2-worker {name}.dll [options] {values}".TrimEnd();
        using Parser parser = new(static settings =>
        {
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
            settings.ParsingCulture = System.Globalization.CultureInfo.InvariantCulture;
        });
        ParserResult<TOptions> result = parser.ParseArguments<TOptions>(env.Arguments.Contains("--help") ? ["--help"] : env.Arguments);
        if (result is Parsed<TOptions> { Value: var options }) return options;
        if (!result.Errors.Any(static error => error.Tag == ErrorType.HelpRequestedError))
        {
            SentenceBuilder sentences = SentenceBuilder.Create();
            string errors = HelpText.RenderParsingErrorsText(result, sentences.FormatError, sentences.FormatMutuallyExclusiveSetErrors, 0);
            throw new UsageException($"{errors.Trim()}\n{usage} See {name}.dll --help.");
        }
        if (env.Rank == 0) Console.WriteLine(Help(result, $"{name}: {about}", usage));
        return null;
    }

    private static HelpText Help<TOptions>(ParserResult<TOptions> result, string heading, string usage) =>
        HelpText.AutoBuild(result, text =>
        {
            text.Heading = heading;
            text.Copyright = usage;
            text.AdditionalNewLineAfterOption = false;
            text.AutoVersion = false;
            return text;
        });
}
