using System.Text;

namespace Twister2.Launch.Cli;

/// <summary>Reads a log that is still written, from its beginning or its last lines.</summary>
internal sealed class LogTail(string path, int? lastLines)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _partial = new();
    private long _position;
    private bool _hasBegun;

    /// <summary>The lines that were added since the last call; where <paramref name="isAll"/> says that nothing will come, also one without an end.</summary>
    public IReadOnlyList<string> ReadNew(bool isAll)
    {
        List<string> lines = [];
        if (File.Exists(path)) Read(lines);
        if (isAll && _partial.Length > 0)
        {
            lines.Add(_partial.ToString());
            _partial.Clear();
        }
        bool first = !_hasBegun;
        _hasBegun = true;
        return first && lastLines is { } last && lines.Count > last ? lines[^last..] : lines;
    }

    private void Read(List<string> lines)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = _position;
        byte[] bytes = new byte[1 << 16];
        char[] chars = new char[bytes.Length + 1];
        for (int count; (count = file.Read(bytes)) > 0;)
        {
            _position += count;
            ReadOnlySpan<char> text = chars.AsSpan(0, _decoder.GetChars(bytes.AsSpan(0, count), chars, flush: false));
            for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
            {
                _partial.Append(text[..end]);
                lines.Add(_partial.ToString());
                _partial.Clear();
            }
            _partial.Append(text);
        }
    }
}
