namespace Twister2.Tasks;

/// <summary>A node that has input of a task: one that holds a replica of a file's block, say, or a path of its own.</summary>
/// <param name="Node">The node's name, with or without its domain.</param>
/// <param name="Bytes">How much of the task's input it has.</param>
public readonly record struct DataLocation(string Node, long Bytes);
