using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;

namespace Twister2.Mpi.Tests;

/// <summary>Names of members as metadata has them, the same for a definition and for a reference from another assembly.</summary>
internal sealed class MemberNames : ISignatureTypeProvider<string, object?>
{
    private static readonly MemberNames Types = new();

    public static string Of(MetadataReader reader, MethodDefinition method) =>
        Signature(
            Name(reader, reader.GetTypeDefinition(method.GetDeclaringType())), reader.GetString(method.Name), method.DecodeSignature(Types, null));

    public static string Of(MetadataReader reader, FieldDefinition field) =>
        $"{Name(reader, reader.GetTypeDefinition(field.GetDeclaringType()))}.{reader.GetString(field.Name)}";

    /// <summary>The member's name; null where it belongs to nothing that has a name, such as an array.</summary>
    public static string? Of(MetadataReader reader, MemberReference member)
    {
        string? type = member.Parent.Kind switch
        {
            HandleKind.TypeReference => Name(reader, reader.GetTypeReference((TypeReferenceHandle)member.Parent)),
            HandleKind.TypeSpecification => WithoutArguments(
                reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(Types, null)),
            _ => null,
        };
        string name = reader.GetString(member.Name);
        return type is null ? null
            : member.GetKind() == MemberReferenceKind.Field ? $"{type}.{name}"
            : Signature(type, name, member.DecodeMethodSignature(Types, null));
    }

    public static string Name(MetadataReader reader, TypeDefinition type) => type.IsNested
        ? $"{Name(reader, reader.GetTypeDefinition(type.GetDeclaringType()))}/{reader.GetString(type.Name)}"
        : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Name(reader, reader.GetTypeDefinition(handle));

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Name(reader, reader.GetTypeReference(handle));

    public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => $"{elementType}&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => Signature("", "*", signature);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(",", typeArguments)}>";

    public string GetGenericMethodParameter(object? genericContext, int index) => $"!!{index}";

    public string GetGenericTypeParameter(object? genericContext, int index) => $"!{index}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    private static string Name(MetadataReader reader, TypeReference type) => type.ResolutionScope.Kind == HandleKind.TypeReference
        ? $"{Name(reader, reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope))}/{reader.GetString(type.Name)}"
        : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";

    private static string? WithoutArguments(string type) => type.IndexOf('<', StringComparison.Ordinal) is var place and > 0 ? type[..place] : null;

    private static string Signature(string type, string name, MethodSignature<string> signature)
    {
        string arity = signature.GenericParameterCount == 0 ? "" : $"`{signature.GenericParameterCount}";
        return $"{type}.{name}{arity}({string.Join(", ", signature.ParameterTypes)}) : {signature.ReturnType}";
    }
}
