namespace Twister2.Tasks;

/// <summary>Writes a plan for a person to read: a line for each stage, which is one pass over chunks, and under it what its last step does.</summary>
internal sealed class PlanText
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<object, string> _kept = [];
    private int _stages;

    private PlanText() { }

    public static string Of(PlanStep last, BatchEnvironment environment)
    {
        PlanText text = new();
        text._lines.Add($"{Count(environment.TaskCount, "task")} on {Count(environment.WorkerCount, "worker")} with {Count(environment.Threads, "thread")} each");
        text.Stage(text.StepsUpTo(last));
        return string.Join('\n', text._lines) + '\n';
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>The steps of the stage that ends with a step, from where the stage begins; stages before it are written.</summary>
    private string StepsUpTo(PlanStep step)
    {
        if (step.Kept is not null && _kept.TryGetValue(step.Kept, out string? known)) return known;
        if (step.Operator is not null) return EndedBy(step, step.Operator);
        string steps = step.Inputs switch
        {
            [] => step.Note is null ? step.Name : $"{step.Name}({step.Note})",
            [PlanStep input] => $"{StepsUpTo(input)} → {step.Name}",
            PlanStep[] inputs => $"{step.Name}({string.Join("; ", inputs.Select(StepsUpTo))})",
        };
        if (step.Kept is not null) return _kept[step.Kept] = $"{step.Name} (stage {Stage(steps, $"{step.Name}: {step.Note}")})";
        return step.Inputs.Length > 0 && step.Note is not null ? $"{steps} ({step.Note})" : steps;
    }

    /// <summary>All inputs end with the operator, and what comes of it begins with it.</summary>
    private string EndedBy(PlanStep step, string what)
    {
        int[] stages = new int[step.Inputs.Length];
        for (int i = 0; i < stages.Length; i++) stages[i] = Stage($"{StepsUpTo(step.Inputs[i])} → {step.Name}", i == stages.Length - 1 ? $"{step.Name}: {what}" : null);
        return $"{step.Name} (stage{(stages.Length == 1 ? "" : "s")} {string.Join(", ", stages)})";
    }

    private int Stage(string steps, string? what = null)
    {
        _lines.Add($"stage {_stages}: {steps}");
        if (what is not null) _lines.Add($"    {what}");
        return _stages++;
    }
}
