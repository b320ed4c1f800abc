using Twister2.Dataflow.Packing;

namespace Twister2.Tasks;

/// <summary>Names of types and functions, for people and for the hash of a graph.</summary>
internal static class Names
{
    /// <summary>As it is written in C#.</summary>
    public static string Of(Type type)
    {
        Type[] items = type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal) ? type.GetGenericArguments() : [];
        return items.Length > 1 ? $"({string.Join(", ", items.Select(Of))})" : TypeNames.Of(type);
    }

    /// <summary>The same on every worker that runs the same build; a lambda has the name that the compiler gave it.</summary>
    public static string Of(Delegate function) => $"{function.Method.DeclaringType}.{function.Method.Name}";

    /// <summary>Names as <c>'a', 'b'</c>.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'"));
}
