using System.Globalization;

namespace Twister2.MpiTest.Samples;

/// <summary>The rank of this process as the launcher's variables tell it: the samples need no MPI library.</summary>
internal static class Rank
{
    public static int Number { get; } = Read("OMPI_COMM_WORLD_RANK") ?? Read("PMI_RANK") ?? 0;

    public static int Count { get; } = Read("OMPI_COMM_WORLD_SIZE") ?? Read("PMI_SIZE") ?? 1;

    /// <summary>Waits for ranks that will never come, as a collective does.</summary>
    public static void WaitForOthers() => Thread.Sleep(Timeout.Infinite);

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : null;
}
