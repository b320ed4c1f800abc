using System.Text.Json;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>Ends jobs.</summary>
internal static class Kill
{
    public static int Run(KillOptions options)
    {
        if (options.Grace is not (>= 0 and <= 3600)) throw new UsageException($"--grace {options.Grace}: give seconds, 0 to 3600.");
        JobRoot root = options.OpenRoot();
        // All are found before the first is ended.
        IReadOnlyList<JobView> jobs = JobView.Of([.. options.Jobs.Select(root.Find).DistinctBy(static job => job.Id)]);
        List<(string Id, JobState State, bool HadEnded)> ended = [];
        foreach (JobView job in jobs)
        {
            ended.Add((job.Record.Id, job.HasEnded ? job.State : job.Kill(TimeSpan.FromSeconds(options.Grace)), job.HasEnded));
            if (!options.Json) Console.WriteLine($"{job.Record.Id}: {(job.HasEnded ? $"had ended already ({job.State})" : ended[^1].State)}");
        }
        if (options.Json) Text.WriteJson(json => Write(json, ended));
        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter json, List<(string Id, JobState State, bool HadEnded)> jobs)
    {
        json.WriteStartArray();
        foreach ((string id, JobState state, bool hadEnded) in jobs)
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("state", state.ToString());
            json.WriteBoolean("had_ended", hadEnded);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
