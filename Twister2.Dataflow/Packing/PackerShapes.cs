using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Packing;

/// <summary>The packers of types that are made of others.</summary>
internal static class PackerShapes
{
    private static readonly Dictionary<Type, (Type Holder, string Method)> Makers = new()
    {
        [typeof(KeyValuePair<,>)] = (typeof(PackerShapes), nameof(Pair)),
        [typeof(Nullable<>)] = (typeof(PackerShapes), nameof(Nullable)),
        [typeof(Optional<>)] = (typeof(PackerShapes), nameof(Optional)),
        [typeof(List<>)] = (typeof(PackerShapes), nameof(List)),
        [typeof(Memory<>)] = (typeof(PackerShapes), nameof(Memory)),
        [typeof(ReadOnlyMemory<>)] = (typeof(PackerShapes), nameof(ReadOnlyMemory)),
        [typeof(ArraySegment<>)] = (typeof(PackerShapes), nameof(ArraySegment)),
        [typeof(ImmutableArray<>)] = (typeof(PackerShapes), nameof(ImmutableArray)),
        [typeof(HashSet<>)] = (typeof(PackerShapes), nameof(Set)),
        [typeof(Dictionary<,>)] = (typeof(PackerShapes), nameof(Dictionary)),
    };

    /// <summary>The packer of a type that is made of others in one of the ways that are known; null for other types.</summary>
    /// <exception cref="NotSupportedException">One of the parts cannot be packed.</exception>
    public static object? Of(Type type)
    {
        if (type.IsSZArray) return Make(typeof(PackerShapes), nameof(Array), [type.GetElementType()!]);
        if (!type.IsGenericType) return null;
        Type definition = type.GetGenericTypeDefinition();
        if (Makers.TryGetValue(definition, out (Type Holder, string Method) maker)) return Make(maker.Holder, maker.Method, type.GetGenericArguments());
        if (AnonymousTypes.Is(type)) return Make(typeof(AnonymousTypes), nameof(AnonymousTypes.Packer), [type, AnonymousTypes.TupleOf(type)]);
        if (!typeof(ITuple).IsAssignableFrom(type) || definition.Assembly != typeof(object).Assembly) return null;
        if (type.IsValueType) return Make(typeof(Tuples), nameof(Tuples.OfValues), type.GetGenericArguments());
        return type.GetGenericArguments().Length <= 7 ? Make(typeof(Tuples), nameof(Tuples.OfObjects), type.GetGenericArguments()) : null;
    }

    /// <summary>Tuples of parts that travel as they lie in memory do so as a whole.</summary>
    public static object Tuple<T>(params TupleItem<T>[] items) where T : struct =>
        items.All(static item => item.IsMemory) ? Whole<T>() : new TuplePacker<T>(items);

    /// <summary>The packer of a struct without references.</summary>
    public static object Whole<T>() => Activator.CreateInstance(typeof(UnmanagedPacker<>).MakeGenericType(typeof(T)))!;

    private static object Pair<TKey, TValue>()
    {
        (IDataPacker<TKey> keys, IDataPacker<TValue> values) = (DataPackers.For<TKey>(), DataPackers.For<TValue>());
        return keys is IMemoryPacker && values is IMemoryPacker ? Whole<KeyValuePair<TKey, TValue>>() : new PairPacker<TKey, TValue>(keys, values);
    }

    private static NullablePacker<T> Nullable<T>() where T : struct => new(DataPackers.For<T>());

    private static OptionalPacker<T> Optional<T>() => new(DataPackers.For<T>());

    private static SequencePacker<T[], T, ArraySequence<T>> Array<T>() => new(DataPackers.For<T>());

    private static SequencePacker<List<T>, T, ListSequence<T>> List<T>() => new(DataPackers.For<T>());

    private static SequencePacker<Memory<T>, T, MemorySequence<T>> Memory<T>() => new(DataPackers.For<T>());

    private static SequencePacker<ReadOnlyMemory<T>, T, ReadOnlyMemorySequence<T>> ReadOnlyMemory<T>() => new(DataPackers.For<T>());

    private static SequencePacker<ArraySegment<T>, T, ArraySegmentSequence<T>> ArraySegment<T>() => new(DataPackers.For<T>());

    private static SequencePacker<ImmutableArray<T>, T, ImmutableArraySequence<T>> ImmutableArray<T>() => new(DataPackers.For<T>());

    private static SetPacker<T> Set<T>() => new(DataPackers.For<T>());

    private static DictionaryPacker<TKey, TValue> Dictionary<TKey, TValue>() where TKey : notnull => new(DataPackers.For<KeyValuePair<TKey, TValue>>());

    private static object Make(Type holder, string method, Type[] parts)
    {
        MethodInfo maker = holder.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Single(candidate => candidate.Name == method && candidate.GetGenericArguments().Length == parts.Length);
        return maker.MakeGenericMethod(parts).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }
}
