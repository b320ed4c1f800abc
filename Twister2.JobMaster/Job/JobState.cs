namespace Twister2.JobMaster;

/// <summary>What a job is doing.</summary>
public enum JobState
{
    /// <summary>It was submitted and waits in the queue: none of its workers has come so far. No job writes this.</summary>
    Pending,

    /// <summary>Its workers are registering.</summary>
    Starting,

    /// <summary>Its program runs.</summary>
    Running,

    /// <summary>Every worker has returned.</summary>
    Completed,

    /// <summary>A worker failed.</summary>
    Failed,

    /// <summary>A signal ended it.</summary>
    Killed,

    /// <summary>It has written no end, and none of its processes is left: SIGKILL, the kernel for want of memory, or the loss of its node. No job writes this; whoever looks at it finds out.</summary>
    Lost,
}

/// <summary>What a worker is doing.</summary>
public enum WorkerState
{
    /// <summary>It has registered.</summary>
    Starting,

    /// <summary>It runs the program.</summary>
    Running,

    /// <summary>The program has returned.</summary>
    Completed,

    /// <summary>The program, or the start of it, threw.</summary>
    Failed,

    /// <summary>A signal ended it, before any other worker.</summary>
    Killed,

    /// <summary>It has not answered for eight seconds. If it answers again it is <see cref="Running"/>.</summary>
    Lost,
}
