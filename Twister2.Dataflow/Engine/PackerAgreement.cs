using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Finds out, before the first record of a type is sent, whether all workers pack it in the same way: the same version of a user's packer, the same build of the job. One small
/// message up and one down a tree of workers, once per type; none for types that are .NET's own.
/// </summary>
internal sealed class PackerAgreement(DataflowEnvironment env)
{
    private readonly Dictionary<Type, string> _agreed = [];

    /// <summary>Collective where the type, or a part of it, is the user's.</summary>
    /// <exception cref="InvalidOperationException">Two workers pack it in different ways; the same message on all workers.</exception>
    /// <returns>How this worker packs it.</returns>
    public string Check(string operatorName, Type record)
    {
        if (_agreed.TryGetValue(record, out string? recipe)) return recipe;
        recipe = PackerRecipe.Of(record);
        _agreed.Add(record, recipe);
        if (recipe.Length == 0 || env.WorkerCount == 1) return recipe;
        string name = $"Comparing the packers of {operatorName}";
        // A text, which needs no code for a type of its own; who differs is asked only where somebody does.
        if (new TreeCollectives<string>(env, name, NextEdge(name, record)).AllReduce(recipe, static (a, b) => a == b ? a : "").Length > 0) return recipe;
        (int Worker, string Recipe, int Other, string? OtherRecipe) found =
            new TreeCollectives<(int, string, int, string?)>(env, name, NextEdge(name, record)).AllReduce((env.Worker, recipe, -1, null), FirstDifference);
        throw new InvalidOperationException(
            $"{operatorName}: the workers do not pack records of type {record} in the same way. Worker {found.Worker}: {found.Recipe}. Worker {found.Other}: {found.OtherRecipe}. "
            + "Run the same build of the job, with the same packers, on all nodes.");
    }

    private EdgeId NextEdge(string name, Type record) => env.EdgeNumbers.Next(EdgeId.SignatureOf(name, record)) with { Name = name };

    private static (int Worker, string Recipe, int Other, string? OtherRecipe) FirstDifference(
        (int Worker, string Recipe, int Other, string? OtherRecipe) a, (int Worker, string Recipe, int Other, string? OtherRecipe) b) =>
        a.OtherRecipe is not null ? a : b.OtherRecipe is not null ? b : a.Recipe == b.Recipe ? a : (a.Worker, a.Recipe, b.Worker, b.Recipe);
}
