using System.Diagnostics;
using System.Globalization;
using Twister2.JobMaster;

namespace Twister2.Launch.Cli;

/// <summary>A submitted job that is waited for: what it prints is printed, and its exit code is taken over.</summary>
internal static class WaitedJob
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the end, and returns the job's exit code.</summary>
    /// <param name="job">The job.</param>
    /// <param name="launcher">Its launcher, where that is a child of this process; else the job's records and Slurm tell of the end.</param>
    /// <param name="output">Takes what the job and its launcher print.</param>
    /// <param name="tell">Called at the end.</param>
    public static int Run(JobRecord job, Process? launcher, TextWriter output, Action<JobView> tell)
    {
        LogTail console = new(job.ConsoleFile, lastLines: null);
        FollowedJob followed = new(job, "submit");
        bool ended;
        do
        {
            // Asked before the file is read: what an ended job has printed is then all there.
            ended = launcher?.HasExited ?? followed.HasEnded();
            foreach (string line in console.ReadNew(ended)) output.WriteLine(line);
            if (!ended) Thread.Sleep(Look);
        }
        while (!ended);
        output.Flush();
        job.Refresh();
        JobView view = JobView.Of(job);
        tell(view);
        return launcher?.ExitCode ?? CodeOf(view);
    }

    // The batch script has written down what the launcher ended with, where Slurm has not ended that too. Of a job that has told why it failed that may be how the other workers were ended; its own code is 1 or 2.
    private static int CodeOf(JobView job)
    {
        if (job.State == JobState.Completed) return ExitCodes.Done;
        if (job.State == JobState.Killed) return ExitCodes.Terminated;
        string file = job.Record.Directory.ScriptCodeFile;
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            && (code is ExitCodes.Failed or ExitCodes.WrongUse || (code != 0 && job.Record.IsEndSeen)) ? code : ExitCodes.Failed;
    }
}
