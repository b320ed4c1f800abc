using Spectre.Console;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Looks whether jobs can run here, and says what to do where not. Exit code 1 where something fails; warnings are none.</summary>
internal static class Doctor
{
    public static int Run(DoctorOptions options)
    {
        List<Finding> findings = [];
        foreach (IEnumerable<Finding> part in (IEnumerable<Finding>[])[MachineChecks.All(), FolderChecks.All(options.OpenRoot()), SlurmChecks.All(), MpiChecks.All(isLaunching: !options.NoLaunch)])
        {
            foreach (Finding finding in part)
            {
                findings.Add(finding);
                // As they come: launchers take seconds.
                if (!options.Json) Print(finding);
            }
        }
        int fails = findings.Count(static finding => finding.Level == FindingLevel.Fail), warnings = findings.Count(static finding => finding.Level == FindingLevel.Warn);
        if (options.Json) PrintJson(findings);
        else Console.WriteLine(fails + warnings == 0 ? "All is well." : $"{fails} failed, {warnings} warning{(warnings == 1 ? "" : "s")}.");
        return fails == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Print(Finding finding)
    {
        string colour = finding.Level switch { FindingLevel.Ok => "green", FindingLevel.Warn => "yellow", _ => "red" };
        if (Console.IsOutputRedirected) Console.WriteLine($"{Name(finding),-5} {finding.Check,-14} {finding.Text}");
        else AnsiConsole.MarkupLine($"[{colour}]{Name(finding),-5}[/] {finding.Check,-14} {Markup.Escape(finding.Text)}");
        if (finding.Cure is { } cure) Console.WriteLine($"{"",-20} -> {cure}");
    }

    private static string Name(Finding finding) => finding.Level switch { FindingLevel.Ok => "OK", FindingLevel.Warn => "warn", _ => "FAIL" };

    private static void PrintJson(List<Finding> findings) => Text.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("ok", findings.TrueForAll(static finding => finding.Level != FindingLevel.Fail));
        json.WriteStartArray("checks");
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("level", $"{finding.Level}".ToLowerInvariant());
            json.WriteString("text", finding.Text);
            if (finding.Cure is { } cure) json.WriteString("cure", cure);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
