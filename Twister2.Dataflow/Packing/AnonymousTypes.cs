using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Twister2.Dataflow.Packing;

/// <summary>Types that the compiler makes of <c>new { … }</c>, and of what query syntax carries along. They are what their constructor takes: the tuple of its parameters.</summary>
internal static class AnonymousTypes
{
    // Longer tuples are seven items and a tuple of the rest.
    private const int ItemsBeforeRest = 7;

    private static readonly Type[] TupleTypes =
        [typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>)];

    public static bool Is(Type type) =>
        type is { IsClass: true, IsGenericType: true } && type.Name.Contains("AnonymousType", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    /// <summary>The tuple of its parts.</summary>
    public static Type TupleOf(Type type) => TupleOf(type.GetGenericArguments());

    /// <summary>The parts of a value, as a tuple.</summary>
    public static Func<T, TTuple> ToTuple<T, TTuple>()
    {
        ParameterExpression value = Expression.Parameter(typeof(T));
        Expression[] parts = [.. ParametersOf(typeof(T)).Select(parameter => Expression.Property(value, parameter.Name!))];
        return Expression.Lambda<Func<T, TTuple>>(NewTuple(parts), value).Compile();
    }

    /// <summary>A value of its parts.</summary>
    public static Func<TTuple, T> FromTuple<T, TTuple>()
    {
        ParameterExpression tuple = Expression.Parameter(typeof(TTuple));
        return Expression.Lambda<Func<TTuple, T>>(Expression.New(typeof(T).GetConstructors().Single(), ItemsOf(tuple)), tuple).Compile();
    }

    /// <summary>What packs it. Called by reflection.</summary>
    public static object Packer<T, TTuple>() where T : class => new ObjectTuplePacker<T, TTuple>(DataPackers.For<TTuple>(), ToTuple<T, TTuple>(), FromTuple<T, TTuple>());

    private static ParameterInfo[] ParametersOf(Type type) => type.GetConstructors().Single().GetParameters();

    private static Type TupleOf(ReadOnlySpan<Type> parts) => parts.Length <= ItemsBeforeRest
        ? TupleTypes[parts.Length - 1].MakeGenericType(parts.ToArray())
        : typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. parts[..ItemsBeforeRest], TupleOf(parts[ItemsBeforeRest..])]);

    private static NewExpression NewTuple(Expression[] parts)
    {
        Type type = TupleOf([.. parts.Select(part => part.Type)]);
        Expression[] items = parts.Length <= ItemsBeforeRest ? parts : [.. parts[..ItemsBeforeRest], NewTuple(parts[ItemsBeforeRest..])];
        return Expression.New(type.GetConstructor(type.GetGenericArguments())!, items);
    }

    private static IEnumerable<Expression> ItemsOf(Expression tuple)
    {
        for (int i = 1; i <= ItemsBeforeRest && tuple.Type.GetField($"Item{i}") is { } item; i++) yield return Expression.Field(tuple, item);
        if (tuple.Type.GetField("Rest") is not { } rest) yield break;
        foreach (Expression item in ItemsOf(Expression.Field(tuple, rest))) yield return item;
    }
}
