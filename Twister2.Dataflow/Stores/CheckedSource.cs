namespace Twister2.Dataflow.Stores;

/// <summary>Records that are computed by a user's code, too: when that fails, it is said where.</summary>
/// <param name="source">The records.</param>
/// <param name="place">The operator, worker and task.</param>
/// <param name="what">What the user's code does.</param>
internal sealed class CheckedSource<T>(IChunkSource<T> source, string place, string what) : IChunkSource<T>
{
    public ReadOnlySpan<T> Current => source.Current;

    public bool MoveNext()
    {
        try
        {
            return source.MoveNext();
        }
        catch (Exception e) when (UserCodeException.IsOfUser(e))
        {
            throw UserCodeException.Of(place, what, e);
        }
    }

    public void Dispose() => source.Dispose();
}
