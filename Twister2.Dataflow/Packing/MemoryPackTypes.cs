using System.Reflection;
using MemoryPack;

namespace Twister2.Dataflow.Packing;

/// <summary>Which types MemoryPack can carry.</summary>
internal static class MemoryPackTypes
{
    /// <summary>
    /// The part of a type for which MemoryPack has no formatter, or null. It has one for <c>List&lt;object&gt;</c> and misses that of <c>object</c> only when the first item comes,
    /// so type arguments and array items are looked at as well.
    /// </summary>
    public static Type? FindUnknown(Type type)
    {
        MethodInfo knows = typeof(MemoryPackTypes).GetMethod(nameof(Knows), BindingFlags.NonPublic | BindingFlags.Static)!;
        if (!(bool)knows.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!) return type;
        Type[] parts = type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments();
        return parts.Select(FindUnknown).FirstOrDefault(static unknown => unknown is not null);
    }

    private static bool Knows<T>()
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
