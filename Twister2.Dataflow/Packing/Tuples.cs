namespace Twister2.Dataflow.Packing;

/// <summary>The packer of each length of tuple. Called by reflection, by length.</summary>
internal static class Tuples
{
    public static object OfValues<T1>()
    {
        ValueTuple<T1> t = default;
        return PackerShapes.Tuple<ValueTuple<T1>>(TupleItem<ValueTuple<T1>>.At(ref t, ref t.Item1));
    }

    public static object OfValues<T1, T2>()
    {
        (T1, T2) t = default;
        return PackerShapes.Tuple<(T1, T2)>(TupleItem<(T1, T2)>.At(ref t, ref t.Item1), TupleItem<(T1, T2)>.At(ref t, ref t.Item2));
    }

    public static object OfValues<T1, T2, T3>()
    {
        (T1, T2, T3) t = default;
        return PackerShapes.Tuple<(T1, T2, T3)>(
            TupleItem<(T1, T2, T3)>.At(ref t, ref t.Item1), TupleItem<(T1, T2, T3)>.At(ref t, ref t.Item2), TupleItem<(T1, T2, T3)>.At(ref t, ref t.Item3));
    }

    public static object OfValues<T1, T2, T3, T4>()
    {
        (T1, T2, T3, T4) t = default;
        return PackerShapes.Tuple<(T1, T2, T3, T4)>(
            TupleItem<(T1, T2, T3, T4)>.At(ref t, ref t.Item1), TupleItem<(T1, T2, T3, T4)>.At(ref t, ref t.Item2), TupleItem<(T1, T2, T3, T4)>.At(ref t, ref t.Item3),
            TupleItem<(T1, T2, T3, T4)>.At(ref t, ref t.Item4));
    }

    public static object OfValues<T1, T2, T3, T4, T5>()
    {
        (T1, T2, T3, T4, T5) t = default;
        return PackerShapes.Tuple<(T1, T2, T3, T4, T5)>(
            TupleItem<(T1, T2, T3, T4, T5)>.At(ref t, ref t.Item1), TupleItem<(T1, T2, T3, T4, T5)>.At(ref t, ref t.Item2),
            TupleItem<(T1, T2, T3, T4, T5)>.At(ref t, ref t.Item3), TupleItem<(T1, T2, T3, T4, T5)>.At(ref t, ref t.Item4),
            TupleItem<(T1, T2, T3, T4, T5)>.At(ref t, ref t.Item5));
    }

    public static object OfValues<T1, T2, T3, T4, T5, T6>()
    {
        (T1, T2, T3, T4, T5, T6) t = default;
        return PackerShapes.Tuple<(T1, T2, T3, T4, T5, T6)>(
            TupleItem<(T1, T2, T3, T4, T5, T6)>.At(ref t, ref t.Item1), TupleItem<(T1, T2, T3, T4, T5, T6)>.At(ref t, ref t.Item2),
            TupleItem<(T1, T2, T3, T4, T5, T6)>.At(ref t, ref t.Item3), TupleItem<(T1, T2, T3, T4, T5, T6)>.At(ref t, ref t.Item4),
            TupleItem<(T1, T2, T3, T4, T5, T6)>.At(ref t, ref t.Item5), TupleItem<(T1, T2, T3, T4, T5, T6)>.At(ref t, ref t.Item6));
    }

    public static object OfValues<T1, T2, T3, T4, T5, T6, T7>()
    {
        (T1, T2, T3, T4, T5, T6, T7) t = default;
        return PackerShapes.Tuple<(T1, T2, T3, T4, T5, T6, T7)>(
            TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item1), TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item2),
            TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item3), TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item4),
            TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item5), TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item6),
            TupleItem<(T1, T2, T3, T4, T5, T6, T7)>.At(ref t, ref t.Item7));
    }

    /// <summary>What is longer than seven is seven and a tuple of the rest.</summary>
    public static object OfValues<T1, T2, T3, T4, T5, T6, T7, TRest>() where TRest : struct
    {
        ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> t = default;
        return PackerShapes.Tuple<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>(
            TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item1), TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item2),
            TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item3), TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item4),
            TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item5), TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item6),
            TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Item7), TupleItem<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>.At(ref t, ref t.Rest));
    }

    public static object OfObjects<T1>() => Objects<Tuple<T1>, ValueTuple<T1>>(static t => new(t.Item1), static t => new(t.Item1));

    public static object OfObjects<T1, T2>() => Objects<Tuple<T1, T2>, (T1, T2)>(static t => t.ToValueTuple(), static t => t.ToTuple());

    public static object OfObjects<T1, T2, T3>() => Objects<Tuple<T1, T2, T3>, (T1, T2, T3)>(static t => t.ToValueTuple(), static t => t.ToTuple());

    public static object OfObjects<T1, T2, T3, T4>() => Objects<Tuple<T1, T2, T3, T4>, (T1, T2, T3, T4)>(static t => t.ToValueTuple(), static t => t.ToTuple());

    public static object OfObjects<T1, T2, T3, T4, T5>() => Objects<Tuple<T1, T2, T3, T4, T5>, (T1, T2, T3, T4, T5)>(static t => t.ToValueTuple(), static t => t.ToTuple());

    public static object OfObjects<T1, T2, T3, T4, T5, T6>() =>
        Objects<Tuple<T1, T2, T3, T4, T5, T6>, (T1, T2, T3, T4, T5, T6)>(static t => t.ToValueTuple(), static t => t.ToTuple());

    public static object OfObjects<T1, T2, T3, T4, T5, T6, T7>() =>
        Objects<Tuple<T1, T2, T3, T4, T5, T6, T7>, (T1, T2, T3, T4, T5, T6, T7)>(static t => t.ToValueTuple(), static t => t.ToTuple());

    private static ObjectTuplePacker<TTuple, TValues> Objects<TTuple, TValues>(Func<TTuple, TValues> values, Func<TValues, TTuple> tuple) where TTuple : class =>
        new(DataPackers.For<TValues>(), values, tuple);
}
