using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>What a run in the foreground came to, for programs.</summary>
internal static class RunSummary
{
    public static void Print(JobRoot root, string id, int code) => Text.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteNumber("exit_code", code);
        if (JobRecord.TryRead(JobDirectory.At(root.Path, id).Path) is { } job)
        {
            json.WritePropertyName("job");
            Status.Write(json, JobView.Of(job), withWorkers: true);
        }
        json.WriteEndObject();
    });
}
