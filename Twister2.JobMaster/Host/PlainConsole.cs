using System.Text;

namespace Twister2.JobMaster;

/// <summary>
/// Makes Console.Out and Console.Error plain streams. Under mpiexec they are pseudo-terminals, and System.Console would begin the output with control sequences for one
/// (<c>ESC[?1h</c>).
/// </summary>
internal static class PlainConsole
{
    public static void Use()
    {
        UTF8Encoding utf8 = new(false);
        Console.SetOut(TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true }));
        Console.SetError(TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true }));
    }
}
