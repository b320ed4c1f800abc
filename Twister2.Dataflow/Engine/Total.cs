namespace Twister2.Dataflow.Engine;

/// <summary>What records came to; nothing where there were none.</summary>
internal readonly struct Total<T>(T value)
{
    public bool HasValue { get; } = true;

    public T Value => value;

    /// <summary>The two as one, this one first.</summary>
    public Total<T> Then(in Total<T> next, Func<T, T, T> combine) =>
        !next.HasValue ? this : !HasValue ? next : new Total<T>(combine(Value, next.Value));
}
