using Microsoft.Testing.Platform.Builder;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Twister2.Mpi.Tests;

/// <summary>xunit's own Main, and before it a way to a program that ends as a program does, and not as xunit's runner, by another thread.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is [EndingPrograms.Option, var ending])
            return EndingPrograms.Run(ending);
        return args.Any(a => a is "--server" or "--internal-msbuild-node")
            ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions).GetAwaiter().GetResult()
            : ConsoleRunner.Run(args).GetAwaiter().GetResult();
    }
}
