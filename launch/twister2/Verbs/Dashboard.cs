using System.Globalization;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Web pages over the job directories: a program of its own, which this one starts.</summary>
internal static class Dashboard
{
    public static int Run(DashboardOptions options)
    {
        string[] port = options.Port is { } number ? ["--port", number.ToString(CultureInfo.InvariantCulture)] : [];
        string[] host = options.Host is { } address ? ["--host", address] : [];
        return DashboardProcess.Run(["--root", options.OpenRoot().Path, .. port, .. host]);
    }
}
