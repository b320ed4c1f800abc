namespace Twister2.Bench;

/// <summary>What a benchmark's job is written with.</summary>
internal enum Level
{
    TSet,
    Operators,
    Graph,
}

internal static class Levels
{
    /// <summary>The level that the first argument names, and the arguments behind it; another level where it names none.</summary>
    public static (Level Level, string[] Arguments) Of(string[] arguments, Level otherwise) => arguments switch
    {
        ["tset", .. var rest] => (Level.TSet, rest),
        ["operators", .. var rest] => (Level.Operators, rest),
        ["graph", .. var rest] => (Level.Graph, rest),
        _ => (otherwise, arguments),
    };
}
