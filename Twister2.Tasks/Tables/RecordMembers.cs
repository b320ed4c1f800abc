using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Twister2.Tasks;

/// <summary>What of a record type is a column: found out once for each type.</summary>
internal static class RecordMembers
{
    /// <summary>Whether a type is a column by itself, not one for each of its parts.</summary>
    public static bool IsValue(Type type) => ValueKinds.TryFor(ValueTypeOf(type)) is not null || type.IsPrimitive || type.IsEnum || type.IsArray;

    /// <summary>The type of the values of a member: that of which it is the nullable.</summary>
    public static Type ValueTypeOf(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>The columns of a record: names, and how a value is taken from a parameter of the record type.</summary>
    public static (string Name, Expression Value)[] Of(ParameterExpression record)
    {
        Type type = record.Type;
        if (IsValue(type)) return [("Value", record)];
        if (typeof(ITuple).IsAssignableFrom(type) && type.IsValueType) return [.. TupleItems(record).Select((item, i) => ($"Item{i + 1}", item))];
        (string Name, Expression Value)[] members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken)
            .Select(property => (property.Name, (Expression)Expression.Property(record, property)))];
        return members.Length > 0 ? members : throw new NotSupportedException($"The type {type} has no public properties, so there are no columns to make of it. Map it to a record or a tuple first.");
    }

    /// <summary>The items of a tuple; from the eighth on they lie in a tuple within.</summary>
    public static IEnumerable<Expression> TupleItems(Expression tuple)
    {
        for (int i = 1; i <= 7 && tuple.Type.GetField($"Item{i}") is { } field; i++) yield return Expression.Field(tuple, field);
        if (tuple.Type.GetField("Rest") is not { } rest) yield break;
        foreach (Expression item in TupleItems(Expression.Field(tuple, rest))) yield return item;
    }
}
