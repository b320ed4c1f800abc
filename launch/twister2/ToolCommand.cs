using System.Reflection;
using CommandLine;
using CommandLine.Text;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>A command line of twister2: which verb it is, and its help.</summary>
internal static class ToolCommand
{
    /// <summary>Each verb's options, in the order of the help.</summary>
    public static readonly Type[] Verbs =
    [
        typeof(RunOptions), typeof(SubmitOptions), typeof(RestartOptions), typeof(ListOptions), typeof(StatusOptions), typeof(LogsOptions), typeof(KillOptions), typeof(ClearOptions),
        typeof(NewOptions), typeof(DashboardOptions), typeof(DoctorOptions), typeof(ConfigOptions), typeof(ResourcesOptions), typeof(MpiInfoOptions), typeof(CompletionOptions),
    ];

    public static int Run(string[] arguments) => Run(arguments, new Submission(arguments, Environment.CurrentDirectory, null));

    private static int Run(string[] arguments, Submission submission)
    {
        using Parser parser = new(settings =>
        {
            settings.HelpWriter = null;
            settings.CaseInsensitiveEnumValues = true;
            settings.EnableDashDash = true;
        });
        (string[] rest, string[] sbatchArguments) = SlurmArguments.Take(arguments);
        (rest, string[] conf) = ConfArguments.Take(rest);
        ParserResult<object> result = parser.ParseArguments(rest, Verbs);
        if (result is not Parsed<object> { Value: { } options }) return Explain(result);
        if (options is StartOptions start) (start.Submission, start.Values) = (submission, conf);
        return options is MpiInfoOptions info ? MpiInfo.Run(info) : Verb.Run(NameOf(options.GetType()), () => Run(options, sbatchArguments));
    }

    private static int Run(object options, string[] sbatchArguments) => options switch
    {
        RunOptions run => RunJob.Run(run),
        SubmitOptions submit => Submit.Run(submit.With(sbatchArguments)),
        RestartOptions restart => Restart.Run(restart, Run),
        ListOptions list => List.Run(list),
        StatusOptions status => Status.Run(status),
        LogsOptions logs => Logs.Run(logs),
        KillOptions kill => Kill.Run(kill),
        ClearOptions clear => Clear.Run(clear),
        NewOptions create => New.Run(create),
        DashboardOptions dashboard => Dashboard.Run(dashboard),
        DoctorOptions doctor => Doctor.Run(doctor),
        ConfigOptions config => ConfigVerb.Run(config),
        ResourcesOptions resources => Resources.Run(resources),
        CompletionOptions completion => Completion.Run(completion),
        _ => throw new InvalidOperationException($"{options.GetType()} is no verb's."),
    };

    public static string NameOf(Type options) => options.GetCustomAttribute<VerbAttribute>()!.Name;

    private static int Explain(ParserResult<object> result)
    {
        bool asked = result.Errors.Any(static error => error.Tag is ErrorType.HelpRequestedError or ErrorType.HelpVerbRequestedError or ErrorType.VersionRequestedError);
        Type? verb = result.TypeInfo.Current is { } type && type.GetCustomAttribute<VerbAttribute>() is not null ? type : null;
        if (Mpi.Launcher.Rank is not (null or 0)) return asked ? ExitCodes.Done : ExitCodes.WrongUse;
        if (asked) Console.Out.WriteLine($"{Help(result, verb)}{ExamplesOf(verb)}");
        else Console.Error.WriteLine(verb is null ? $"{Errors(result)}\n{UsageOf(null)}\nVerbs: {string.Join(", ", Verbs.Select(NameOf))}; help, version." : $"{Errors(result)}\n{UsageOf(verb)}\n{ExamplesOf(verb).TrimEnd()}");
        return asked ? ExitCodes.Done : ExitCodes.WrongUse;
    }

    private static HelpText Help(ParserResult<object> result, Type? verb) => HelpText.AutoBuild(result, text =>
    {
        text.Heading = verb is null ? "twister2: tools for Twister2 jobs." : $"twister2 {NameOf(verb)}: {verb.GetCustomAttribute<VerbAttribute>()!.HelpText}";
        text.Copyright = UsageOf(verb);
        text.AdditionalNewLineAfterOption = false;
        text.MaximumDisplayWidth = 110;
        return HelpText.DefaultParsingErrorsHandler(result, text);
    }, static example => example, verbsIndex: verb is null);

    // The whole help would hide what was wrong.
    private static string Errors(ParserResult<object> result)
    {
        string text = HelpText.RenderParsingErrorsText(result, Sentence, SentenceBuilder.Create().FormatMutuallyExclusiveSetErrors, 0);
        string verb = result.TypeInfo.Current?.GetCustomAttribute<VerbAttribute>() is { } named ? $" {named.Name}" : "";
        return string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"twister2{verb}: {line.Trim()}"));
    }

    // Of a value the parser does not know the name.
    private static string Sentence(Error error) => error switch
    {
        MissingRequiredOptionError { NameInfo.NameText: "" } => "What to work on is missing.",
        NoVerbSelectedError => "Name a verb.",
        BadVerbSelectedError bad => $"There is no verb '{bad.Token}'.",
        _ => SentenceBuilder.Create().FormatError(error),
    };

    private static string UsageOf(Type? verb)
    {
        if (verb is null) return "Usage: twister2 VERB [options]. Each verb's own help: twister2 VERB --help";
        IEnumerable<ValueAttribute> values = verb.GetProperties().Select(static property => property.GetCustomAttribute<ValueAttribute>()).OfType<ValueAttribute>().OrderBy(static value => value.Index);
        return $"Usage: twister2 {NameOf(verb)} [options]{string.Concat(values.Select(static value => value.Required ? $" {value.MetaName}" : $" [{value.MetaName}]"))}";
    }

    private static string ExamplesOf(Type? verb)
    {
        string[] all = ["twister2 new MyJob && twister2 run -n 4 MyJob", "twister2 submit slurm --nodes 2 -n 64 --time 10 Job.dll -- --input corpus", "twister2 list --state running", "twister2 status last", "twister2 logs last --follow", "twister2 doctor"];
        return $"Examples:\n  {string.Join("\n  ", verb?.GetCustomAttribute<ExamplesAttribute>()?.Lines ?? all)}\n";
    }
}
