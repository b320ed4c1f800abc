using System.Text;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Which operator a message belongs to. The number is what messages are matched by and begins again after the largest tag; sequence and signature stand in
/// each message, so that a program that is not the same on all workers is found instead of mixing the messages of two operators.
/// </summary>
/// <param name="Number">The tag.</param>
/// <param name="Sequence">How many operators this worker has built before.</param>
/// <param name="Signature">A hash of what the operator is.</param>
internal readonly record struct EdgeId(int Number, uint Sequence, uint Signature)
{
    /// <summary>The operator's name, for messages.</summary>
    public string Name { get; init; } = "Operator";

    /// <summary>A hash of the operator's name, the record type, and how the records are packed (see <see cref="Packing.PackerRecipe"/>).</summary>
    public static uint SignatureOf(string name, Type record, string recipe = "") => (uint)StableHash.OfBytes(Encoding.UTF8.GetBytes($"{name}<{record}>{recipe}"));

    public override string ToString() => $"{Name} (operator {Sequence})";
}
