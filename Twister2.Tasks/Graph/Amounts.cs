using System.Globalization;

namespace Twister2.Tasks;

/// <summary>Cores and bytes for a person to read.</summary>
internal static class Amounts
{
    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    public static string Cores(double cores) => $"{cores.ToString("0.##", CultureInfo.InvariantCulture)} {(cores == 1 ? "core" : "cores")}";

    public static string Bytes(long bytes)
    {
        double amount = bytes;
        int unit = 0;
        while (Math.Abs(amount) >= 1024 && unit < Units.Length - 1)
        {
            amount /= 1024;
            unit++;
        }
        return $"{amount.ToString("0.##", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    public static string Tasks(int tasks) => tasks == 1 ? "1 task" : $"{tasks.ToString(CultureInfo.InvariantCulture)} tasks";
}
