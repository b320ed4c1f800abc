using System.Net;

namespace Twister2.Dashboard.Server;

/// <summary>What is printed at the start: where to look, and how to get there from another machine.</summary>
internal static class Invitation
{
    // Where one of these is set the user is most likely not in front of this machine.
    private static readonly string[] SignsOfAway = ["SSH_CONNECTION", "SLURM_JOB_ID", "PBS_JOBID", "LSB_JOBID"];

    public static IEnumerable<string> Lines(DashboardServer server, string? job)
    {
        string page = $"/{(job is null ? "" : $"jobs/{job}")}#token={server.Token.Value}";
        int port = server.Address.Port;
        bool loopback = IPAddress.TryParse(server.Address.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address);
        string host = IPAddress.Any.Equals(address) || IPAddress.IPv6Any.Equals(address) ? Environment.MachineName : server.Address.Host;
        yield return $"Dashboard: http://{host}:{port}{page}";
        if (!loopback) yield return "It can be reached from the network, unencrypted: who reads along has the token.";
        else if (SignsOfAway.Any(static name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })) yield return $"From your own machine: {Tunnel(port)}, then open http://localhost:{port}{page}";
    }

    /// <summary>A node of a cluster is reached through the one that the user logged in on.</summary>
    private static string Tunnel(int port)
    {
        string node = Environment.MachineName;
        string? login = Environment.GetEnvironmentVariable("SLURM_SUBMIT_HOST") is { Length: > 0 } submitted && submitted != node ? submitted : null;
        return $"ssh -N -L {port}:127.0.0.1:{port} {(login is null ? "" : $"-J {Environment.UserName}@{login} ")}{Environment.UserName}@{node}";
    }
}
