using System.Text.Json;

namespace Twister2.MpiTest;

/// <summary>
/// Reads what one rank writes: the lines of xunit's JSON reporter and, between and before them, the console output of
/// the cases themselves. Text goes in as it arrives; what each case did so far can be read at any time.
/// </summary>
internal sealed class RankLog
{
    private const string MessageStart = "{\"$type\":\"";

    private readonly List<RankCase> _cases = [];
    private string _partial = "";

    /// <summary>The cases begun, in order.</summary>
    public IReadOnlyList<RankCase> Cases => _cases;

    /// <summary>The case begun and not ended.</summary>
    public RankCase? Current => _cases.Count > 0 && _cases[^1].Outcome == RankOutcome.Running ? _cases[^1] : null;

    /// <summary>The number of cases ended.</summary>
    public int Completed => Current is null ? _cases.Count : _cases.Count - 1;

    /// <summary>The runner has said that all its cases are done.</summary>
    public bool Done { get; private set; }

    /// <summary>What was written before the first case; explains a rank that does not come up.</summary>
    public OutputTail Preamble { get; } = new();

    /// <summary>Grows with each reporter message that shows progress; output alone does not count.</summary>
    public int Progress { get; private set; }

    public RankCase? Find(string id) => _cases.Find(c => c.Id == id);

    /// <summary>Takes the next piece of standard output, and of standard error as read just after it.</summary>
    public void Feed(string output, string error = "")
    {
        int first = Math.Max(0, _cases.Count - 1);
        string text = _partial + output;
        int start = 0;
        for (int end; (end = text.IndexOf('\n', start)) >= 0; start = end + 1)
            Line(text.AsSpan(start, end - start));
        _partial = text[start..];

        if (error.Length == 0)
            return;
        if (_cases.Count == 0)
            Preamble.Append(error);
        // Both files are written by the rank on its own; the text belongs to one of the cases seen since the last look.
        for (int i = first; i < _cases.Count; i++)
            _cases[i].Error.Append(error);
    }

    /// <summary>Takes an unfinished last line as output; nothing more will come.</summary>
    public void Close()
    {
        if (_partial.Length > 0)
            Line(_partial);
        _partial = "";
    }

    private void Line(ReadOnlySpan<char> line)
    {
        // A case may have written the start of this line without ending it.
        int at = line.IndexOf(MessageStart);
        if (at < 0 || !Message(line[at..].TrimEnd().ToString()))
            Written(line, endLine: true);
        else if (at > 0)
            Written(line[..at], endLine: true);
    }

    private void Written(ReadOnlySpan<char> text, bool endLine)
    {
        OutputTail to = _cases.Count == 0 ? Preamble : _cases[^1].Output;
        to.Append(text);
        if (endLine)
            to.Append("\n");
    }

    /// <summary>False when the line is no reporter message after all.</summary>
    private bool Message(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return false;
        }

        using (document)
        {
            JsonElement message = document.RootElement;
            string type = message.GetProperty("$type").GetString()!;
            if (type != "test-output")
                Progress++;
            Handle(type, message);
        }

        return true;
    }

    private void Handle(string type, JsonElement message)
    {
        switch (type)
        {
            case "test-case-starting":
                _cases.Add(new RankCase(Text(message, "TestCaseUniqueID"), Text(message, "TestCaseDisplayName")));
                break;
            case "test-output":
                Written(Text(message, "Output"), endLine: false);
                break;
            case "test-skipped" when Current is { } current:
                current.SkipReason = Text(message, "Reason");
                break;
            case "test-case-finished" when Current is { } current:
                Finish(current, message);
                break;
            case "test-assembly-finished":
                Done = true;
                break;
            default:
                // test-failed, every kind of …-cleanup-failure, and error.
                if (message.TryGetProperty("ExceptionTypes", out _))
                    Failed(type, message);
                break;
        }
    }

    private static void Finish(RankCase current, JsonElement message)
    {
        current.Seconds = message.GetProperty("ExecutionTime").GetDouble();
        int total = Count(message, "TestsTotal");
        if (current.Failures.Count > 0 || Count(message, "TestsFailed") > 0)
            current.Outcome = RankOutcome.Failed;
        else if (total > 0 && Count(message, "TestsSkipped") + Count(message, "TestsNotRun") == total)
            current.Outcome = RankOutcome.Skipped;
        else
            current.Outcome = RankOutcome.Passed;
    }

    /// <summary>A failure outside any case (a class or fixture that cannot be disposed of) is pinned on the case before it.</summary>
    private void Failed(string type, JsonElement message)
    {
        RankFailure failure = ReadFailure(type, message);
        if (_cases.Count == 0)
        {
            Preamble.Append($"{failure.Message}\n{failure.StackTrace}\n");
            return;
        }

        RankCase last = _cases[^1];
        last.Failures.Add(failure);
        if (last.Outcome != RankOutcome.Running)
            last.Outcome = RankOutcome.Failed;
    }

    private static RankFailure ReadFailure(string type, JsonElement message)
    {
        string[] types = Texts(message, "ExceptionTypes");
        string[] messages = Texts(message, "Messages");
        string[] stacks = Texts(message, "StackTraces");
        IEnumerable<string> chain = messages.Select((text, i) => i < types.Length && types[i].Length > 0 ? $"{types[i]}: {text}" : text);
        string where = type == "test-failed" ? "" : type + ": ";
        return new RankFailure(
            where + string.Join("\n ---- ", chain),
            string.Join("\n ---- inner ----\n", stacks.Where(s => s.Length > 0)));
    }

    private static string Text(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static string[] Texts(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(v => v.GetString() ?? "")]
            : [];

    private static int Count(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : 0;
}
