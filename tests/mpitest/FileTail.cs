using System.Text;

namespace Twister2.MpiTest;

/// <summary>Follows a file that another process writes; it need not exist yet.</summary>
internal sealed class FileTail(string path) : IDisposable
{
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private readonly byte[] _bytes = new byte[64 * 1024];
    private readonly char[] _chars = new char[64 * 1024 + 1];
    private FileStream? _file;

    /// <summary>What was added since the last call.</summary>
    public string ReadNew()
    {
        if (_file is null)
        {
            if (!File.Exists(path))
                return "";
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }

        var text = new StringBuilder();
        for (int count; (count = _file.Read(_bytes)) > 0;)
            text.Append(_chars, 0, _decoder.GetChars(_bytes.AsSpan(0, count), _chars, flush: false));
        return text.ToString();
    }

    public void Dispose() => _file?.Dispose();
}
