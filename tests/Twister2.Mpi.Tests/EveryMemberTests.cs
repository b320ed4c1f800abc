using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>
/// No public member of Twister2.Mpi is without a test that uses it. Left out is only what leaves no trace in the code that uses it (constants, names
/// of enumerations, overrides) and what the compiler adds to records.
/// </summary>
public sealed class EveryMemberTests
{
    [Fact]
    public void Every_public_member_is_used_by_a_test()
    {
        HashSet<string> used = References(typeof(EveryMemberTests).Assembly.Location);
        string[] untested = [.. PublicMembers(typeof(Communicator).Assembly.Location)
            .Where(member => !member.Any(used.Contains))
            .Select(member => member[0])
            .Order(StringComparer.Ordinal)];
        Assert.True(untested.Length == 0, $"{untested.Length} public members that no test uses:\n{string.Join('\n', untested)}");
    }

    /// <summary>The members of other assemblies that an assembly refers to; a call of a generic method counts as one of the method.</summary>
    private static HashSet<string> References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader reader = file.GetMetadataReader();
        return [.. reader.MemberReferences.Select(handle => MemberNames.Of(reader, reader.GetMemberReference(handle))).OfType<string>()];
    }

    /// <summary>Methods, properties, events and fields that a user sees; a property is one member, whichever of its accessors is used.</summary>
    private static List<string[]> PublicMembers(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader reader = file.GetMetadataReader();
        var members = new List<string[]>();
        foreach (TypeDefinition type in reader.TypeDefinitions.Select(reader.GetTypeDefinition).Where(type => IsPublic(reader, type)))
        {
            if (IsDelegate(reader, type))
            {
                // The compiler makes all its members; to make one or to call one is to use it.
                members.Add([.. type.GetMethods().Select(m => MemberNames.Of(reader, reader.GetMethodDefinition(m)))]);
                continue;
            }

            var accessors = new HashSet<MethodDefinitionHandle>();
            foreach (PropertyAccessors property in type.GetProperties().Select(p => reader.GetPropertyDefinition(p).GetAccessors()))
            {
                MethodDefinitionHandle[] both = [.. new[] { property.Getter, property.Setter }.Where(handle => !handle.IsNil)];
                accessors.UnionWith(both);
                string[] seen = [.. both.Select(reader.GetMethodDefinition).Where(m => IsSeen(type, m)).Select(m => MemberNames.Of(reader, m))];
                if (seen.Length > 0)
                    members.Add(seen);
            }

            members.AddRange(type.GetMethods()
                .Where(handle => !accessors.Contains(handle))
                .Select(reader.GetMethodDefinition)
                .Where(method => IsSeen(type, method) && !IsGenerated(reader, method.GetCustomAttributes()))
                .Select(method => new[] { MemberNames.Of(reader, method) }));
            // Constants and the names of enumerations leave no trace in the code that uses them.
            members.AddRange(type.GetFields()
                .Select(reader.GetFieldDefinition)
                .Where(field => (field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
                .Where(field => !field.Attributes.HasFlag(FieldAttributes.Literal) && !field.Attributes.HasFlag(FieldAttributes.SpecialName))
                .Select(field => new[] { MemberNames.Of(reader, field) }));
        }

        return members;
    }

    // An override is called by the name of what it overrides.
    private static bool IsSeen(TypeDefinition type, MethodDefinition method)
    {
        bool isOverride = method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
        return !isOverride && (method.Attributes & MethodAttributes.MemberAccessMask) switch
        {
            MethodAttributes.Public => !method.Attributes.HasFlag(MethodAttributes.Abstract) || !type.Attributes.HasFlag(TypeAttributes.Interface),
            // Nobody outside can derive: no class here has a constructor that derived ones could call.
            _ => false,
        };
    }

    private static bool IsPublic(MetadataReader reader, TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public => true,
        TypeAttributes.NestedPublic => IsPublic(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
        _ => false,
    };

    private static bool IsDelegate(MetadataReader reader, TypeDefinition type) =>
        type.BaseType.Kind == HandleKind.TypeReference
        && reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type.BaseType).Name) == nameof(MulticastDelegate);

    // What the compiler adds to records: equality, copies, text.
    private static bool IsGenerated(MetadataReader reader, CustomAttributeHandleCollection attributes) => attributes
        .Select(reader.GetCustomAttribute)
        .Any(attribute => attribute.Constructor.Kind == HandleKind.MemberReference
            && MemberNames.Of(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor))!
                .StartsWith("System.Runtime.CompilerServices.CompilerGeneratedAttribute.", StringComparison.Ordinal));
}
