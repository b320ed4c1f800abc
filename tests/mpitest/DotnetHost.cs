using System.Runtime.InteropServices;

namespace Twister2.MpiTest;

/// <summary>The <c>dotnet</c> that runs the test assemblies: the one that runs the harness.</summary>
internal static class DotnetHost
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/ -> <root>/dotnet
        string host = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }
}
