namespace Twister2.Dataflow;

/// <summary>Another worker failed, so this one cannot go on.</summary>
public sealed class WorkerFailedException : Exception
{
    /// <summary>Another worker failed.</summary>
    public WorkerFailedException() : this("Another worker failed.") { }

    /// <summary>Says which worker failed and why.</summary>
    public WorkerFailedException(string message) : base(message) { }

    /// <summary>Says which worker failed and why.</summary>
    public WorkerFailedException(string message, Exception innerException) : base(message, innerException) { }
}
