using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Twister2.Mpi.Tests;

/// <summary>An assembly's public API as text, about as one would write it in C#, sorted, a member a line.</summary>
internal static class ApiText
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(TypeName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        string kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
            : type.IsValueType ? type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly struct" : "struct"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class"
            : type.IsSealed ? "sealed class" : "class";
        IEnumerable<Type> bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && kind != "delegate" && kind != "enum"
            ? [parent] : [];
        string[] names = [.. bases.Concat(kind == "delegate" || kind == "enum" ? [] : type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(TypeName, StringComparer.Ordinal)).Select(TypeName)];
        string head = $"{kind} {TypeName(type)}{(names.Length > 0 ? $" : {string.Join(", ", names)}" : "")}";
        return head + Constraints(type.IsGenericType ? type.GetGenericArguments() : []);
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [Method(type.GetMethod("Invoke")!)];
        IEnumerable<string> constructors = type.GetConstructors(All).Where(IsSeen).Select(c => $"new({Parameters(c)})");
        IEnumerable<string> fields = type.GetFields(All).Where(f => f.IsPublic || f.IsFamily).Select(Field);
        IEnumerable<string> properties = type.GetProperties(All).Where(p => p.GetAccessors(true).Any(IsSeen)).Select(Property);
        IEnumerable<string> methods = type.GetMethods(All)
            .Where(m => IsSeen(m) && !(m.IsSpecialName && !m.Name.StartsWith("op_", StringComparison.Ordinal)) && !m.Name.Contains('<', StringComparison.Ordinal))
            .Select(Method);
        return constructors.Concat(fields).Concat(properties).Concat(methods);
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {TypeName(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{TypeName(field.FieldType)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        bool isStatic = property.GetAccessors(true)[0].IsStatic;
        string get = property.GetMethod is { } getter && IsSeen(getter) ? " get;" : "";
        string set = property.SetMethod is not { } setter || !IsSeen(setter) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        string index = property.GetIndexParameters() is { Length: > 0 } list ? $"[{string.Join(", ", list.Select(Parameter))}]" : "";
        string name = index.Length > 0 ? "this" : property.Name;
        return $"{(isStatic ? "static " : "")}{TypeName(property.PropertyType)}{Mark(Nullability.Create(property))} {name}{index} {{{get}{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        string modifier = method.IsStatic ? "static "
            : method.IsAbstract ? "abstract "
            : !method.IsVirtual || method.IsFinal ? ""
            : method.GetBaseDefinition().DeclaringType != method.DeclaringType ? "override " : "virtual ";
        string access = method.IsPublic ? "" : "protected ";
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName))}>" : "";
        return $"{access}{modifier}{TypeName(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})"
            + Constraints(method.IsGenericMethod ? method.GetGenericArguments() : []);
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        bool isByRef = parameter.ParameterType.IsByRef;
        string way = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params "
            : !isByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        Type type = isByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        string value = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";
        return $"{way}{TypeName(type)}{Mark(Nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Mark(NullabilityInfo info) =>
        !info.Type.IsValueType && !info.Type.IsByRef && info.ReadState == NullabilityState.Nullable && !info.Type.IsGenericParameter ? "?" : "";

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(argument =>
    {
        bool isUnmanaged = argument.CustomAttributes.Any(a => a.AttributeType.Name == "IsUnmanagedAttribute");
        string[] what =
        [
            .. isUnmanaged ? (string[])["unmanaged"] : argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint) ? ["struct"] : [],
            .. argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(TypeName),
        ];
        return what.Length > 0 ? $" where {argument.Name} : {string.Join(", ", what)}" : "";
    }));

    private static string TypeName(Type type)
    {
        if (type.IsArray)
            return $"{TypeName(type.GetElementType()!)}[]";
        if (type.IsPointer)
            return $"{TypeName(type.GetElementType()!)}*";
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{TypeName(value)}?";
        string name = type.IsGenericParameter || type.Namespace is "System" or "Twister2.Mpi" ? type.Name : $"{type.Namespace}.{type.Name}";
        string nested = type is { IsNested: true, IsGenericParameter: false } ? $"{TypeName(type.DeclaringType!)}." : "";
        return !type.IsGenericType
            ? nested + Keyword(name)
            : $"{nested}{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
    }

    private static string Keyword(string name) => name switch
    {
        "Void" => "void",
        "Boolean" => "bool",
        "Byte" => "byte",
        "Int32" => "int",
        "Int64" => "long",
        "Double" => "double",
        "String" => "string",
        "Object" => "object",
        "IntPtr" => "nint",
        _ => name,
    };
}
