namespace Twister2.Tasks;

/// <summary>Input could not be read or output could not be written. The message names the path and what to do; it is meant for the job's user.</summary>
public sealed class DataAccessException : IOException
{
    /// <summary>An input or output failed.</summary>
    public DataAccessException() : this("Input or output failed.") { }

    /// <summary>Names the path, what was wrong, and what to do.</summary>
    public DataAccessException(string message) : base(message) { }

    /// <summary>Names the path, what was wrong, and what to do; with the system's own error.</summary>
    public DataAccessException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether an exception is the file system's way to say no.</summary>
    internal static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException or System.Security.SecurityException or ArgumentException or NotSupportedException;
}
