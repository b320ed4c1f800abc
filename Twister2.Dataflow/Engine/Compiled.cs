using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Engine;

/// <summary>
/// How a method is compiled that runs once per chunk or batch and is generic over the user's types. Such code is not compiled ahead, and by the runtime's usual way it would be compiled three times in
/// the first second of a job: without optimization, again to count what it does, and then as it should be, its callers with copies of it. It has no branch or call that counting would help with, for
/// its work is done by structs that the compiler knows.
/// </summary>
/// <remarks>Not for code that calls functions of the user once per record: those are inlined by what was counted.</remarks>
internal static class Compiled
{
    /// <summary>Once, when it is called first, and not a second time inside of its callers.</summary>
    public const MethodImplOptions Once = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;
}
