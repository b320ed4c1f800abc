using System.Numerics;
using System.Runtime.CompilerServices;
using Twister2.Dataflow.Packing;

namespace Twister2.Dataflow;

/// <summary>
/// The packer of each record type: as registered by the user; memory as it is for structs without references; UTF-8 for text; column by column
/// for pairs, tuples, nullable values, arrays, lists, memories, sets and dictionaries of such types; MemoryPack for the rest.
/// </summary>
/// <remarks>Sets and dictionaries keep the default comparer, and of strings <see cref="StringComparer.OrdinalIgnoreCase"/>; others are refused when they are packed.</remarks>
public static class DataPackers
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Type, object> Registered = [];

    /// <summary>Packers that were handed out, or are part of one that was.</summary>
    private static readonly Dictionary<Type, object> InUse = [];

    /// <summary>
    /// Uses <paramref name="packer"/> for <typeparamref name="T"/>. Every worker must register the same packers, before it builds data sets or operators; the first operator with such
    /// records compares the packers' classes and versions over all workers. To register a packer of the same class again changes nothing, so that virtual workers, which share a
    /// process, may all do it.
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

    /// <summary>The user's own packer of a type, if there is one.</summary>
    internal static IVersionedPacker? RegisteredFor(Type type)
    {
        lock (Gate) return (IVersionedPacker?)Registered.GetValueOrDefault(type);
    }

    private static object Make<T>()
    {
        Type type = typeof(T);
        if (type == typeof(Utf8Text)) return new Utf8TextPacker();
        if (type == typeof(string)) return new StringPacker();
        if (type == typeof(BigInteger)) return new BigIntegerPacker();
        if (type == typeof(Uri)) return new UriPacker();
        if (PackerShapes.Of(type) is { } made) return made;
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>()) return PackerShapes.Whole<T>();
        if (MemoryPackTypes.FindUnknown(type) is not { } unknown) return new MemoryPackPacker<T>();
        throw new NotSupportedException(
            $"Records of type {type} cannot be sent to another worker{(unknown == type ? "" : $", because of {unknown}")}. {WaysOut(unknown)}"
            + $"register an IDataPacker<{TypeNames.Of(unknown)}> with {nameof(DataPackers)}.{nameof(Register)}.");
    }

    private static string WaysOut(Type type) =>
        type == typeof(object) || type.IsInterface || typeof(Delegate).IsAssignableFrom(type) ? $"Any class may hide behind {TypeNames.Of(type)}: use the class itself, marked [MemoryPackable] (and partial), or "
        : type.IsValueType ? "Make it a struct without references, mark it [MemoryPackable] (and partial), or "
        : "Mark it [MemoryPackable] (and partial), use a struct without references in its place, or ";
}
