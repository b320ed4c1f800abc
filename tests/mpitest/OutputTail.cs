using System.Text;

namespace Twister2.MpiTest;

/// <summary>The end of a text that may grow without bound: a hung case can print for its whole time limit.</summary>
internal sealed class OutputTail
{
    private const int Limit = 64 * 1024;

    private readonly StringBuilder _text = new();
    private bool _cut;

    public bool IsEmpty => _text.Length == 0;

    public void Append(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        if (_text.Length <= 2 * Limit)
            return;
        _text.Remove(0, _text.Length - Limit);
        _cut = true;
    }

    public override string ToString() => _cut ? "[earlier output left out]\n" + _text : _text.ToString();
}
