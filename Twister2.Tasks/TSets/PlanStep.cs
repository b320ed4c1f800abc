namespace Twister2.Tasks;

/// <summary>A data set in the plan that <see cref="TSet{T}.Explain"/> shows.</summary>
/// <param name="Name">As the user calls it.</param>
/// <param name="Inputs">What it is made of.</param>
internal sealed record PlanStep(string Name, params PlanStep[] Inputs)
{
    /// <summary>What its operator does, where it has one: then it ends a stage of each input.</summary>
    public string? Operator { get; init; }

    /// <summary>What else there is to say.</summary>
    public string? Note { get; init; }

    /// <summary>The data set, where it is computed only once however often it comes.</summary>
    public object? Kept { get; init; }

    /// <summary>An operator that moves records.</summary>
    public static PlanStep Shuffle(string name, string how, params PlanStep[] inputs) => new(name, inputs) { Operator = $"{how}; may spill" };

    /// <summary>An operator by key, which need not move what is on its task already.</summary>
    public static PlanStep Keyed(string name, bool isKept, string how, params PlanStep[] inputs) =>
        Shuffle(name, isKept ? $"no shuffle, keys are kept; {how}" : $"shuffle by hash; {how}", inputs);
}
