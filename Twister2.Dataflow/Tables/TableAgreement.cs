namespace Twister2.Dataflow.Tables;

/// <summary>Makes sure that all workers built the same operator over the same columns, before a row is sent that another would take for something else.</summary>
internal static class TableAgreement
{
    /// <summary>Compares descriptions, of a line for each part. Collective: two messages for most workers.</summary>
    /// <exception cref="ArgumentException">They differ; the same exception on all workers.</exception>
    public static void Check(DataflowEnvironment env, string name, string description)
    {
        (string _, int _, string difference) = env.AllReduce((description, env.Worker, ""), static (a, b) =>
            a.Item3.Length > 0 ? a
            : b.Item3.Length > 0 ? b
            : a.Item1 == b.Item1 ? a
            : (a.Item1, a.Item2, Difference(a.Item1, a.Item2, b.Item1, b.Item2)));
        if (difference.Length > 0) throw new ArgumentException($"{name}: the workers do not have the same table: {difference}. Every worker must build the operator with the same columns.");
    }

    private static string Difference(string ours, int us, string theirs, int them)
    {
        string[] a = ours.Split('\n'), b = theirs.Split('\n');
        int line = 0;
        while (line < a.Length && line < b.Length && a[line] == b[line]) line++;
        return $"worker {us} has {LineAt(a, line)}, worker {them} has {LineAt(b, line)} there";
    }

    private static string LineAt(string[] lines, int line) => line < lines.Length && lines[line].Length > 0 ? lines[line] : "no column more";
}
