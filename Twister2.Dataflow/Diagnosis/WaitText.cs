using System.Globalization;
using System.Text;

namespace Twister2.Dataflow.Diagnosis;

/// <summary>Waits in words. Lists of many are cut.</summary>
internal static class WaitText
{
    private const int MostNamed = 8;

    public static string Of(WorkerWaits worker)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Worker {worker.Worker} of {worker.Workers} has come to operator {worker.Built}");
        if (!worker.Operators.Any(o => o.Blocked is not null)) text.Append("; it is not waiting, but in the program's own code");
        foreach (OperatorWait wait in worker.Operators) text.Append('\n').Append("  ").Append(Of(wait));
        return text.ToString();
    }

    public static string Of(OperatorWait wait)
    {
        string where = $"{wait.Operator} (operator {wait.Number})";
        string text = wait.Stage switch
        {
            WaitStage.Filling => $"{where} is being filled by worker {wait.Worker}{Sources(wait.SourcesNotFinished)}",
            WaitStage.Sending => $"{where}: worker {wait.Worker} has sent all; others have not taken it yet",
            WaitStage.Ending => $"{where}: worker {wait.Worker} waits for {Holding(wait)} to finish",
            WaitStage.Working => $"{where}: worker {wait.Worker} is at work on it",
            _ => $"{where} is complete on worker {wait.Worker}",
        };
        if (wait.Blocked is { } time) text += $"; it has been waiting for {Seconds(time)}";
        return text + NotTaken(wait);
    }

    /// <summary>What others have not taken, as the end of a sentence; nothing where there is nothing.</summary>
    public static string NotTaken(OperatorWait wait)
    {
        AwaitedWorker[] taking = [.. wait.Awaits.Where(awaited => awaited.What == Awaited.Taking)];
        return taking.Length == 0 ? "" : $"; not taken yet: {Cut(taking.Select(Message))}";
    }

    public static string Workers(IEnumerable<int> workers) => Cut(workers.Select(worker => $"worker {worker}"));

    public static string Sources(IReadOnlyList<int> sources) => sources.Count == 0 ? "" : $", whose source tasks {Cut(sources.Select(Number))} have not finished";

    public static string Cut(IEnumerable<string> all)
    {
        string[] names = [.. all];
        return names.Length <= MostNamed ? string.Join(", ", names) : $"{string.Join(", ", names[..MostNamed])} and {names.Length - MostNamed} more";
    }

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    private static string Holding(OperatorWait wait)
    {
        int[] marks = [.. wait.Awaits.Where(awaited => awaited.What == Awaited.EndMark).Select(awaited => awaited.Worker)];
        int[] values = [.. wait.Awaits.Where(awaited => awaited.What == Awaited.Value).Select(awaited => awaited.Worker)];
        return marks.Length + values.Length == 0 ? "others" : $"{Workers([.. marks, .. values])} (and those it waits for)";
    }

    private static string Message(AwaitedWorker taking) =>
        $"{taking.Messages} messages ({StatisticsTable.Bytes(taking.Bytes)}) by worker {taking.Worker}, the oldest for {Seconds(taking.Oldest)}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
