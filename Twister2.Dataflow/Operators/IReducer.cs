namespace Twister2.Dataflow;

/// <summary>
/// Combines two values of a key. Implemented by a struct it is compiled into the table that calls it, so that it costs no call per record. It must be associative and
/// commutative.
/// </summary>
public interface IReducer<TValue>
{
    /// <summary>The two values as one.</summary>
    TValue Combine(TValue a, TValue b);
}
