using System.Diagnostics;
using System.Text;

namespace Twister2.Launch.Cli;

/// <summary>
/// Lines at the bottom of a terminal that change, and what others print above them. What is printed is neither wrapped nor looked at: it goes out as it came. Thread-safe.
/// </summary>
internal sealed class LiveArea(Stream terminal)
{
    private static readonly TimeSpan RedrawEvery = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private string[] _lines = [];
    private int _shown;
    private long _drawn;
    private bool _isWithinLine;

    /// <summary>Prints above. Where much is printed the area comes back now and then only, and never within a line.</summary>
    public void Print(ReadOnlySpan<byte> text)
    {
        if (text.Length == 0) return;
        lock (_lock)
        {
            Erase();
            terminal.Write(text);
            _isWithinLine = text[^1] != '\n';
            if (Stopwatch.GetElapsedTime(_drawn) > RedrawEvery) Draw();
            terminal.Flush();
        }
    }

    /// <summary>Shows these lines, which must not be wider than the terminal.</summary>
    public void Show(string[] lines)
    {
        lock (_lock)
        {
            Erase();
            _lines = lines;
            Draw();
            terminal.Flush();
        }
    }

    /// <summary>Removes the area, and ends a line that has no end.</summary>
    public void Remove()
    {
        Show([]);
        lock (_lock)
        {
            if (_isWithinLine) terminal.WriteByte((byte)'\n');
            _isWithinLine = false;
            terminal.Flush();
        }
    }

    private void Erase()
    {
        if (_shown > 0) terminal.Write(Encoding.ASCII.GetBytes($"\r\e[{_shown}A\e[J"));
        _shown = 0;
    }

    private void Draw()
    {
        if (_isWithinLine) return;
        foreach (string line in _lines) terminal.Write(Encoding.UTF8.GetBytes($"{line}\n"));
        _shown = _lines.Length;
        _drawn = Stopwatch.GetTimestamp();
    }
}
