using Twister2.JobMaster;

namespace Twister2.Examples;

/// <summary>What numbers an option may have.</summary>
internal static class NumberRange
{
    /// <summary>Refuses a number that is out of its range.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public static void Check(string option, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new UsageException(FormattableString.Invariant($"--{option} is {value}; it must be {least} to {most}."));
    }
}
