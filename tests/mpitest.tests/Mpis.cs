using Xunit;

namespace Twister2.MpiTest.Tests;

/// <summary>Skips a case whose MPI is not installed.</summary>
internal static class Mpis
{
    public static void SkipUnlessInstalled(string mpi)
    {
        try
        {
            _ = MpiInstallation.Find(new Options { Mpi = mpi }.MpiKinds());
        }
        catch (UsageException e)
        {
            Assert.Skip(e.Message);
        }
    }
}
