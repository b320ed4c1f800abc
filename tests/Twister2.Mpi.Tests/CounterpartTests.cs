using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>The members that docs/mpi4py.md names are there.</summary>
public sealed partial class CounterpartTests
{
    [Fact]
    public void Every_counterpart_in_the_table_exists()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "mpi4py.md"));
        string[] rows = [.. page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))];
        // The last column; what is in the first is mpi4py's.
        string[] names = [.. rows.SelectMany(row => Code().Matches(row.Split(" | ")[^1]).Select(m => m.Groups[1].Value))];
        Dictionary<string, Type> types = typeof(Communicator).Assembly.GetExportedTypes().ToDictionary(Name);
        string[] missing = [.. names.Where(name => Owner().IsMatch(name) && !Exists(name, types)).Distinct()];
        Assert.True(missing.Length == 0, $"docs/mpi4py.md names what is not there:\n{string.Join('\n', missing)}");
        Assert.True(names.Length > 300, $"only {names.Length} names were found");
        Assert.All(rows, row => Assert.Equal(2, row.Split(" | ").Length));
    }

    private static string Name(Type type) => type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<T>" : type.Name;

    private static bool Exists(string name, Dictionary<string, Type> types)
    {
        string[] parts = name.Split('.');
        return types.TryGetValue(parts[0], out Type? type)
            && (parts.Length == 1
                || type.GetMember(parts[1], BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy).Length > 0);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    // Our types, and no code of other kinds.
    [GeneratedRegex("^(Communicator|Intracommunicator|Intercommunicator|[A-Z][A-Za-z]+Communicator|Attribute|ErrorHandler|Window(<T>)?|DynamicWindow|MpiFile|Datatype|Request|RequestList|PersistentRequest|ReceiveRequest<T>|MatchedMessage|Status|Operation<T>|ReductionOperation<T>|Located<T>|Group|Info|Environment|MpiLibrary|MpiMemory<T>|MpiException|SplitType)([.][A-Za-z]+)?$")]
    private static partial Regex Owner();
}
