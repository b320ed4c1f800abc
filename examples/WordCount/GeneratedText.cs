using System.Text;
using Twister2.JobMaster;

namespace Twister2.Examples.WordCount;

/// <summary>A text of so many lines, the same for any number of workers: a line is made of its number. As in real text a few words are frequent and most are rare.</summary>
internal static class GeneratedText
{
    private const int Files = 8, WordsPerLine = 12, Vocabulary = 200_000;

    private static readonly string[] Syllables = ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zä", "ñu"];

    /// <summary>Writes it into the job's directory and returns the folder. Collective.</summary>
    public static string Write(WorkerEnvironment env, long lines)
    {
        string folder = Path.Combine(env.JobDirectory, "text");
        Directory.CreateDirectory(folder);
        for (int file = env.Rank; file < Files; file += env.WorkerCount)
        {
            using StreamWriter text = new(Path.Combine(folder, $"text-{file}.txt"), append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 20);
            for (long line = lines * file / Files; line < lines * (file + 1) / Files; line++) text.Write(Line(line));
        }
        env.Communicator.Barrier();
        return folder;
    }

    private static string Line(long number)
    {
        StringBuilder line = new();
        for (int word = 0; word < WordsPerLine; word++)
        {
            int at = line.Length;
            AppendWord(line, Rank((ulong)(number * WordsPerLine + word)));
            if (word == 0) line[at] = char.ToUpperInvariant(line[at]);
            line.Append(word == WordsPerLine - 1 ? ".\n" : word % 5 == 4 ? ", " : " ");
        }
        return line.ToString();
    }

    /// <summary>The word of rank k comes about as often as 1/k, by Zipf's law.</summary>
    private static int Rank(ulong position) => (int)Math.Exp(Math.Log(Vocabulary) * (Mix(position) >> 11) * (1.0 / (1UL << 53)));

    private static void AppendWord(StringBuilder line, int rank)
    {
        for (int rest = rank; rest > 0; rest /= Syllables.Length) line.Append(Syllables[rest % Syllables.Length]);
    }

    /// <summary>SplitMix64.</summary>
    private static ulong Mix(ulong position)
    {
        ulong z = (position + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
