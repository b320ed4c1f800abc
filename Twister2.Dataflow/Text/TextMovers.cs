namespace Twister2.Dataflow.Text;

/// <summary>Finds and moves the texts in a record of one type.</summary>
internal interface ITextMover<T>
{
    void Measure(in T record, ref TextUse use);

    T Move(in T record, ref TextBlock block);
}

internal sealed class PlainTextMover : ITextMover<Utf8Text>
{
    public void Measure(in Utf8Text record, ref TextUse use) => use.Add(record);

    public Utf8Text Move(in Utf8Text record, ref TextBlock block) => block.Move(record);
}

/// <summary>A part of a record, which may have no text.</summary>
internal readonly struct TextPart<T>(ITextMover<T>? mover)
{
    public void Measure(T part, ref TextUse use) => mover?.Measure(in part, ref use);

    public T Move(T part, ref TextBlock block) => mover is null ? part : mover.Move(in part, ref block);
}

internal sealed class NullableTextMover<T>(ITextMover<T>? values) : ITextMover<T?> where T : struct
{
    private readonly TextPart<T> _values = new(values);

    public void Measure(in T? record, ref TextUse use)
    {
        if (record is { } value) _values.Measure(value, ref use);
    }

    public T? Move(in T? record, ref TextBlock block) => record is { } value ? _values.Move(value, ref block) : null;
}

internal sealed class PairTextMover<TKey, TValue>(ITextMover<TKey>? keys, ITextMover<TValue>? values) : ITextMover<KeyValuePair<TKey, TValue>>
{
    private readonly TextPart<TKey> _keys = new(keys);
    private readonly TextPart<TValue> _values = new(values);

    public void Measure(in KeyValuePair<TKey, TValue> record, ref TextUse use)
    {
        _keys.Measure(record.Key, ref use);
        _values.Measure(record.Value, ref use);
    }

    public KeyValuePair<TKey, TValue> Move(in KeyValuePair<TKey, TValue> record, ref TextBlock block) =>
        new(_keys.Move(record.Key, ref block), _values.Move(record.Value, ref block));
}

internal sealed class TupleTextMover<T1, T2>(ITextMover<T1>? mover1, ITextMover<T2>? mover2) : ITextMover<(T1, T2)>
{
    private readonly TextPart<T1> _part1 = new(mover1);
    private readonly TextPart<T2> _part2 = new(mover2);

    public void Measure(in (T1, T2) record, ref TextUse use)
    {
        _part1.Measure(record.Item1, ref use);
        _part2.Measure(record.Item2, ref use);
    }

    public (T1, T2) Move(in (T1, T2) record, ref TextBlock block) => (_part1.Move(record.Item1, ref block), _part2.Move(record.Item2, ref block));
}

internal sealed class TupleTextMover<T1, T2, T3>(ITextMover<T1>? mover1, ITextMover<T2>? mover2, ITextMover<T3>? mover3) : ITextMover<(T1, T2, T3)>
{
    private readonly TextPart<T1> _part1 = new(mover1);
    private readonly TextPart<T2> _part2 = new(mover2);
    private readonly TextPart<T3> _part3 = new(mover3);

    public void Measure(in (T1, T2, T3) record, ref TextUse use)
    {
        _part1.Measure(record.Item1, ref use);
        _part2.Measure(record.Item2, ref use);
        _part3.Measure(record.Item3, ref use);
    }

    public (T1, T2, T3) Move(in (T1, T2, T3) record, ref TextBlock block) =>
        (_part1.Move(record.Item1, ref block), _part2.Move(record.Item2, ref block), _part3.Move(record.Item3, ref block));
}

internal sealed class TupleTextMover<T1, T2, T3, T4>(ITextMover<T1>? mover1, ITextMover<T2>? mover2, ITextMover<T3>? mover3, ITextMover<T4>? mover4)
    : ITextMover<(T1, T2, T3, T4)>
{
    private readonly TextPart<(T1, T2)> _front = new(mover1 is null && mover2 is null ? null : new TupleTextMover<T1, T2>(mover1, mover2));
    private readonly TextPart<(T3, T4)> _back = new(mover3 is null && mover4 is null ? null : new TupleTextMover<T3, T4>(mover3, mover4));

    public void Measure(in (T1, T2, T3, T4) record, ref TextUse use)
    {
        _front.Measure((record.Item1, record.Item2), ref use);
        _back.Measure((record.Item3, record.Item4), ref use);
    }

    public (T1, T2, T3, T4) Move(in (T1, T2, T3, T4) record, ref TextBlock block)
    {
        (T1, T2) front = _front.Move((record.Item1, record.Item2), ref block);
        (T3, T4) back = _back.Move((record.Item3, record.Item4), ref block);
        return (front.Item1, front.Item2, back.Item1, back.Item2);
    }
}
