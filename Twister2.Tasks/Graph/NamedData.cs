namespace Twister2.Tasks;

/// <summary>Data that a graph takes from the one before, or gives to the next, by name: one value for each task. It stays in the memory of the worker that made it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of each task's part.</param>
public sealed record NamedData(string Name, Type Type)
{
    /// <summary>Name and type.</summary>
    public override string ToString() => $"'{Name}' ({Names.Of(Type)})";
}
