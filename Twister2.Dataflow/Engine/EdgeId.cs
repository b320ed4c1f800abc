using System.Text;
using Twister2.Dataflow.Hashing;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// Which operator a message belongs to. The number is what messages are matched by and begins again after the largest tag; sequence and signature stand in
/// each message, so that a program that is not the same on all workers is found instead of mixing the messages of two operators.
/// </summary>
/// <param name="Number">The tag.</param>
/// <param name="Sequence">How many operators this worker has built before.</param>
/// <param name="Signature">A hash of the operator's name and record type.</param>
internal readonly record struct EdgeId(int Number, uint Sequence, uint Signature)
{
    public static uint SignatureOf(string name, Type record) => (uint)StableHash.OfBytes(Encoding.UTF8.GetBytes($"{name}<{record}>"));
}
