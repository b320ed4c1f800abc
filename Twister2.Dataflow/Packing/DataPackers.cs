using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using MemoryPack;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow;

/// <summary>
/// The packer of each record type: as registered by the user; memory as it is for structs without references; UTF-8 for text; column by column
/// for pairs, tuples and arrays of such types; MemoryPack for the rest.
/// </summary>
public static class DataPackers
{
    private static readonly ConcurrentDictionary<Type, object> Packers = new()
    {
        [typeof(Utf8Text)] = new Utf8TextPacker(),
        [typeof(string)] = new StringPacker(),
    };

    /// <summary>Uses <paramref name="packer"/> for <typeparamref name="T"/> from now on. Every worker must register the same packers, before it builds operators.</summary>
    public static void Register<T>(IDataPacker<T> packer)
    {
        ArgumentNullException.ThrowIfNull(packer);
        Packers[typeof(T)] = packer;
    }

    /// <summary>The packer of <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException">No packer can carry the type; the message says what can be done.</exception>
    public static IDataPacker<T> For<T>() => (IDataPacker<T>)Packers.GetOrAdd(typeof(T), static _ => Make<T>());

    private static object Make<T>()
    {
        Type type = typeof(T);
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return New(typeof(UnmanagedPacker<>), [type]);
        if (type.IsSZArray) return Compose(typeof(ArrayPacker<>), [type.GetElementType()!]);
        if (type.IsGenericType)
        {
            Type definition = type.GetGenericTypeDefinition();
            Type[] items = type.GetGenericArguments();
            if (definition == typeof(KeyValuePair<,>)) return Compose(typeof(PairPacker<,>), items);
            if (definition == typeof(ValueTuple<,>)) return Compose(typeof(TuplePacker<,>), items);
            if (definition == typeof(ValueTuple<,,>)) return Compose(typeof(TuplePacker<,,>), items);
        }
        if (MemoryPackKnows<T>()) return new MemoryPackPacker<T>();
        throw new NotSupportedException(
            $"Records of type {type} cannot be sent to another worker. Make it a struct without references, mark it [MemoryPackable] (and partial), "
            + $"or register an IDataPacker<{type.Name}> with {nameof(DataPackers)}.{nameof(Register)}.");
    }

    private static object Compose(Type packer, Type[] items)
    {
        MethodInfo packerOf = typeof(DataPackers).GetMethod(nameof(For))!;
        object?[] parts = [.. items.Select(item => Invoke(packerOf.MakeGenericMethod(item)))];
        return New(packer, items, parts);
    }

    private static object New(Type packer, Type[] items, params object?[] arguments) => Activator.CreateInstance(packer.MakeGenericType(items), arguments)!;

    private static object? Invoke(MethodInfo method)
    {
        try
        {
            return method.Invoke(null, null);
        }
        catch (TargetInvocationException e) when (e.InnerException is NotSupportedException inner)
        {
            throw new NotSupportedException(inner.Message, inner);
        }
    }

    private static bool MemoryPackKnows<T>()
    {
        try
        {
            MemoryPackSerializer.Serialize(default(T));
            return true;
        }
        catch (MemoryPackSerializationException)
        {
            return false; // Its way to say that it has no formatter for the type.
        }
    }
}
