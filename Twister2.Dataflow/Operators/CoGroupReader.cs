using Twister2.Dataflow.Joining;

namespace Twister2.Dataflow;

/// <summary>Goes through keys with the values of both sides: <c>foreach (CoGroupItem&lt;TKey, TLeft, TRight&gt; item in reader)</c>.</summary>
public abstract class CoGroupReader<TKey, TLeft, TRight> : IDisposable
{
    private protected CoGroupReader() { }

    /// <summary>The key that was come to, with its values.</summary>
    public CoGroupItem<TKey, TLeft, TRight> Current => new(this);

    internal TKey Key { get; private protected set; } = default!;

    internal abstract ValueCursor<TLeft> Left { get; }

    internal abstract ValueCursor<TRight> Right { get; }

    /// <summary>Goes on to the next key, if there is one.</summary>
    public abstract bool MoveNext();

    /// <summary>Itself.</summary>
    public CoGroupReader<TKey, TLeft, TRight> GetEnumerator() => this;

    /// <summary>Gives back what reading holds. A loop does it at its end.</summary>
    public abstract void Dispose();
}

/// <summary>A key, and the values that each side has of it, one of which may have none.</summary>
public readonly struct CoGroupItem<TKey, TLeft, TRight>
{
    private readonly CoGroupReader<TKey, TLeft, TRight> _reader;

    internal CoGroupItem(CoGroupReader<TKey, TLeft, TRight> reader) => _reader = reader;

    /// <summary>The key.</summary>
    public TKey Key => _reader.Key;

    /// <summary>The values of the left side, to be gone through once, before the reader goes on.</summary>
    public ValueSequence<TLeft> Left => new(_reader.Left);

    /// <summary>The values of the right side, to be gone through once, before the reader goes on.</summary>
    public ValueSequence<TRight> Right => new(_reader.Right);
}
