namespace Twister2.MpiTest;

/// <summary>Takes from a text with stack traces the frames between a test method and the thread's start.</summary>
internal static class StackText
{
    private static readonly string[] Machinery =
    [
        "Xunit.", "System.Reflection.", "System.Runtime.CompilerServices.", "System.Threading.ExecutionContext",
        "System.Threading.QueueUserWorkItemCallback", "System.Threading.ThreadPoolWorkQueue", "System.Threading.PortableThreadPool",
        "System.Threading.Thread.StartCallback", "System.Threading.Tasks.Task", "System.Threading.Tasks.AwaitTaskContinuation",
    ];

    public static string Shorten(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !IsMachinery(line.AsSpan().TrimStart())));

    private static bool IsMachinery(ReadOnlySpan<char> line)
    {
        if (line.StartsWith("--- End of stack trace from previous location", StringComparison.Ordinal))
            return true;
        if (!line.StartsWith("at ", StringComparison.Ordinal))
            return false;
        foreach (string start in Machinery)
        {
            if (line[3..].StartsWith(start, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
