namespace Twister2.JobMaster;

/// <summary>A job was started or called in a wrong way. The message is for its user and says what to do; the exit code is 2.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Wrong use.</summary>
    public UsageException() : this("Wrong use.") { }

    /// <summary>Says what was wrong and what to do.</summary>
    public UsageException(string message) : base(message) { }

    /// <summary>Says what was wrong and what to do, and what showed it.</summary>
    public UsageException(string message, Exception innerException) : base(message, innerException) { }
}
