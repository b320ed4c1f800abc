namespace Twister2.Launch.Cli;

/// <summary>The <c>dotnet</c> command with an SDK: the one whose runtime runs this program, else the one on the PATH.</summary>
internal static class DotnetProgram
{
    public static string Find()
    {
        string own = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "dotnet"));
        return File.Exists(own) && Directory.Exists(Path.Combine(Path.GetDirectoryName(own)!, "sdk")) ? own : "dotnet";
    }
}
