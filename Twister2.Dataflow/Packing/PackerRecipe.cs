using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Packing;

/// <summary>
/// How the records of a type are packed, as far as that may differ between workers: registered packers with their versions, and the job's own types with the build that they are of.
/// </summary>
internal static class PackerRecipe
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly ConcurrentDictionary<Type, int> Sizes = [];

    /// <summary>A text that is the same on all workers that pack records of the type in the same way; empty where only this library and .NET have a part in it.</summary>
    public static string Of(Type type)
    {
        SortedSet<string> parts = new(StringComparer.Ordinal);
        Visit(type, parts, []);
        return string.Join("; ", parts);
    }

    private static void Visit(Type type, SortedSet<string> parts, HashSet<Type> seen)
    {
        if (!seen.Add(type)) return;
        if (DataPackers.RegisteredFor(type) is { } packer)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{type} by {packer.GetType()} version {packer.Version} of {BuildOf(packer.GetType())}"));
            return;
        }
        if (!IsOurs(type)) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{type}{SizeOf(type)} of {BuildOf(type)}"));
        foreach (Type part in type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments()) Visit(part, parts, seen);
    }

    private static bool IsOurs(Type type) =>
        type.HasElementType || type.Assembly == typeof(PackerRecipe).Assembly || Path.GetDirectoryName(type.Assembly.Location) == Framework;

    private static string SizeOf(Type type) => type.IsValueType ? string.Create(CultureInfo.InvariantCulture, $" ({Sizes.GetOrAdd(type, Measure)} bytes)") : "";

    private static int Measure(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    private static string BuildOf(Type type)
    {
        AssemblyName name = type.Assembly.GetName();
        return $"{name.Name} {name.Version} (build {type.Module.ModuleVersionId.ToString("N")[..8]})";
    }
}
