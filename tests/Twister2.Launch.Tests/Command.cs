using System.Diagnostics;

namespace Twister2.Launch.Tests;

/// <summary>A command line with the environment it needs.</summary>
public sealed record Command(string Program, IReadOnlyList<string> Arguments)
{
    private Action<IDictionary<string, string?>> Environment { get; init; } = static _ => { };

    /// <summary>twister2-worker under an MPI's launcher, or alone with <c>--local</c>.</summary>
    public static Command Worker(string mpi, int ranks, IEnumerable<string> arguments) =>
        mpi == Starts.Local ? new(Built.Worker, ["--local", .. arguments]) : Ranks(mpi, ranks, [Built.Worker, .. arguments]);

    /// <summary>Any program under an MPI's launcher.</summary>
    public static Command Ranks(string mpi, int ranks, IEnumerable<string> programAndArguments)
    {
        MpiTest.MpiInstallation installation = Starts.Mpi(mpi);
        return new(installation.Launcher, [.. installation.LauncherArguments(ranks), .. programAndArguments]) { Environment = installation.Prepare };
    }

    /// <summary>The same started by another program, such as setpriv or unshare.</summary>
    public Command Inside(params string[] wrapper)
    {
        ArgumentNullException.ThrowIfNull(wrapper);
        return this with { Program = wrapper[0], Arguments = [.. wrapper[1..], Program, .. Arguments] };
    }

    public Command With(string variable, string? value) => this with
    {
        Environment = variables =>
        {
            Environment(variables);
            variables[variable] = value;
        },
    };

    public ProcessStartInfo ToStartInfo()
    {
        ProcessStartInfo info = new(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Environment(info.Environment);
        return info;
    }

    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}";
}
