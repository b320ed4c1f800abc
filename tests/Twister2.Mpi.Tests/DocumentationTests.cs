using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The documentation of each public member names MPI's own call, so that the standard's index is an index of this library too.</summary>
public sealed partial class DocumentationTests
{
    // What the runtime and the compiler ask for, and what is about this library and not about MPI.
    private static readonly string[] Exempt =
    [
        "Equals", "GetHashCode", "ToString", "op_Equality", "op_Inequality", "OnCompleted", "UnsafeOnCompleted", "Deconstruct",
        "Launcher.", "MpiLibrary.", "SelfTest.", "SelfTestCheck.", "FileView.", "RankRange.", "SpawnCommand.", "Located`1.",
        "RequestArray.Finalize", "RequestList.Add", "RequestList.Remove", "RequestList.Count", "Request.IsCompleted", "Request.GetAwaiter", "Environment.Run",
        "ReceiveRequest`1.GetAwaiter", "RequestAwaiter.GetResult", "ReceiveAwaiter`1.GetResult", "MpiFile.Path", "MpiException.Text",
        "MpiException.Function", "MpiException.ErrorClass", "MpiMemory`1.Length", "MpiMemory`1.Pin", "MpiMemory`1.Unpin", "ArrayDistribution.BlockSize",
    ];

    [Fact]
    public void Every_member_names_the_call_of_MPI()
    {
        Dictionary<string, XElement> documents = XDocument.Load(Path.ChangeExtension(typeof(Communicator).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value);
        Type[] types = typeof(Communicator).Assembly.GetExportedTypes();
        HashSet<string> members = [.. types.Where(type => !type.IsEnum).SelectMany(Members)];
        string[] silent = [.. documents
            .Where(entry => entry.Key[0] is 'M' or 'P' && members.Contains(NameOf(entry.Key)) && !Exempt.Any(name => Matches(NameOf(entry.Key), name)))
            .Where(entry => !Text(entry.Value, documents).Contains("MPI_", StringComparison.Ordinal))
            .Select(entry => entry.Key)];
        Assert.True(silent.Length == 0, $"{silent.Length} members whose documentation does not name MPI's call:\n{string.Join('\n', silent)}");
        Assert.True(documents.Count(entry => members.Contains(NameOf(entry.Key))) > 600);
    }

    private static bool Matches(string member, string name) =>
        name[^1] == '.' ? member.StartsWith(name, StringComparison.Ordinal) : member == name || member.EndsWith("." + name, StringComparison.Ordinal);

    // "M:Twister2.Mpi.Window`1.Put(`0,System.Int32)" is Window`1.Put.
    private static string NameOf(string id)
    {
        string name = id[2..].Split('(')[0].Split('~')[0];
        return Arity().Replace(name, "").Replace("Twister2.Mpi.", "", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member switch
        {
            MethodBase method => method.IsPublic || method.IsFamily,
            PropertyInfo property => property.GetAccessors().Length > 0,
            _ => false,
        })
        .Select(member => $"{type.Name}.{(member is ConstructorInfo ? "#ctor" : member.Name)}");

    // What is inherited is taken from where it says; without a place it is the base's, whose text is looked at there.
    private static string Text(XElement member, Dictionary<string, XElement> documents, int depth = 0)
    {
        string text = string.Concat(member.Elements("summary").Concat(member.Elements("returns")).Select(part => part.Value));
        foreach (XElement inherited in member.Descendants("inheritdoc"))
        {
            if (inherited.Attribute("cref")?.Value is not { } source)
                text += " MPI_";
            else if (depth < 4 && documents.TryGetValue(source, out XElement? other))
                text += Text(other, documents, depth + 1);
        }

        return text;
    }

    [GeneratedRegex("``[0-9]+")]
    private static partial Regex Arity();
}
