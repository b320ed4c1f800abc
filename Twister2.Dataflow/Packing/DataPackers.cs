using System.Reflection;
using System.Runtime.CompilerServices;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow;

/// <summary>
/// The packer of each record type: as registered by the user; memory as it is for structs without references; UTF-8 for text; column by column
/// for pairs, tuples, nullable values and arrays of such types; MemoryPack for the rest.
/// </summary>
public static class DataPackers
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, object> Registered = [];

    /// <summary>Packers that were handed out, or are part of one that was.</summary>
    private static readonly Dictionary<Type, object> InUse = [];

    /// <summary>
    /// Uses <paramref name="packer"/> for <typeparamref name="T"/>. Every worker must register the same packers, before it builds data sets or operators. To register
    /// a packer of the same class again changes nothing, so that virtual workers, which share a process, may all do it.
    /// </summary>
    /// <exception cref="InvalidOperationException">Records of the type, or of one made of it, are packed in another way already.</exception>
    public static void Register<T>(IDataPacker<T> packer)
    {
        ArgumentNullException.ThrowIfNull(packer);
        lock (Gate)
        {
            if (InUse.TryGetValue(typeof(T), out object? used))
            {
                if (used.GetType() == packer.GetType()) return;
                throw new InvalidOperationException(
                    $"{packer.GetType()} comes too late: records of type {typeof(T)}, or of a type made of it, are packed by {used.GetType()} already. "
                    + $"Call {nameof(DataPackers)}.{nameof(Register)} before the first data set or operator is built.");
            }
            Registered[typeof(T)] = packer;
        }
    }

    /// <summary>The packer of <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No packer can carry the type; the message says what can be done.</exception>
    public static IDataPacker<T> For<T>()
    {
        lock (Gate)
        {
            if (InUse.TryGetValue(typeof(T), out object? used)) return (IDataPacker<T>)used;
            object packer = Registered.GetValueOrDefault(typeof(T)) ?? Make<T>();
            InUse.Add(typeof(T), packer);
            return (IDataPacker<T>)packer;
        }
    }

    private static object Make<T>()
    {
        Type type = typeof(T);
        if (type == typeof(Utf8Text)) return new Utf8TextPacker();
        if (type == typeof(string)) return new StringPacker();
        if (type.IsSZArray) return Compose(typeof(ArrayPacker<>), [type.GetElementType()!]);
        if (type.IsGenericType && ComposedPackerOf(type.GetGenericTypeDefinition()) is { } composed) return Compose(composed, type.GetGenericArguments(), WholeOf<T>);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return New(typeof(UnmanagedPacker<>), [type]);
        if (MemoryPackTypes.FindUnknown(type) is not { } unknown) return new MemoryPackPacker<T>();
        throw new NotSupportedException(
            $"Records of type {type} cannot be sent to another worker{(unknown == type ? "" : $", because of {unknown}")}. Make it a struct without references, "
            + $"mark it [MemoryPackable] (and partial), or register an IDataPacker<{type.Name}> with {nameof(DataPackers)}.{nameof(Register)}.");
    }

    private static Type? ComposedPackerOf(Type definition) =>
        definition == typeof(KeyValuePair<,>) ? typeof(PairPacker<,>)
        : definition == typeof(ValueTuple<,>) ? typeof(TuplePacker<,>)
        : definition == typeof(ValueTuple<,,>) ? typeof(TuplePacker<,,>)
        : definition == typeof(Nullable<>) ? typeof(NullablePacker<>)
        : definition == typeof(Optional<>) ? typeof(OptionalPacker<>)
        : null;

    /// <summary>Pairs and tuples of parts that travel as they lie in memory do so as a whole.</summary>
    private static object? WholeOf<T>(object[] parts) =>
        default(T) is not null && parts.All(static part => part is IMemoryPacker) ? New(typeof(UnmanagedPacker<>), [typeof(T)]) : null;

    private static object Compose(Type packer, Type[] items, Func<object[], object?>? whole = null)
    {
        MethodInfo packerOf = typeof(DataPackers).GetMethod(nameof(For))!;
        object[] parts = [.. items.Select(item => packerOf.MakeGenericMethod(item).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!)];
        return whole?.Invoke(parts) ?? New(packer, items, parts);
    }

    private static object New(Type packer, Type[] items, params object[] arguments) =>
        Activator.CreateInstance(packer.MakeGenericType(items), BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
