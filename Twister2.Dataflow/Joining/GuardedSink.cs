using System.Runtime.CompilerServices;
using Twister2.Dataflow.Engine;
namespace Twister2.Dataflow.Joining;

/// <summary>A sink of the user's: when it fails, it is said whose it was and where.</summary>
/// <param name="sink">The sink.</param>
/// <param name="place">The operator, worker and task.</param>
internal sealed class GuardedSink<T>(IChunkSink<T> sink, string place) : IChunkSink<T>
{
    [MethodImpl(Compiled.Once)]
    public void Add(ReadOnlySpan<T> chunk)
    {
        try
        {
            sink.Add(chunk);
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(place, "the sink", e);
        }
    }
}
