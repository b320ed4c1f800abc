using System.Globalization;

namespace Twister2.JobMaster;

/// <summary>Sizes of memory as people write them.</summary>
public static class MemorySize
{
    private const string Units = "KMGT";

    // Not all longs are doubles.
    private const double Most = 1L << 60;

    /// <summary>Bytes: a number, which may have a fraction, then nothing or K, M, G or T for powers of 1024, with <c>B</c> or <c>iB</c> behind it if one likes; as Slurm's <c>--mem</c>, but for the unit of a number alone.</summary>
    /// <exception cref="UsageException">It is no such text, or less than a byte.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string number = text.Trim().ToUpperInvariant();
        if (number.EndsWith("IB", StringComparison.Ordinal)) number = number[..^2];
        else if (number.EndsWith('B')) number = number[..^1];
        int unit = number.Length > 0 ? Units.IndexOf(number[^1]) : -1;
        if (unit >= 0) number = number[..^1];
        if (double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double size) && size * Math.Pow(1024, unit + 1) is >= 1 and < Most and var bytes) return (long)bytes;
        throw new UsageException($"'{text}' is no size of memory: give a number of bytes, or one with K, M, G or T, such as 512M or 4G.");
    }
}
