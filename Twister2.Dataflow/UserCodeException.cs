namespace Twister2.Dataflow;

/// <summary>
/// A function or packer that was given to an operator failed. The message names the operator, the worker and, where it is known, the task; <see cref="Exception.InnerException"/>
/// is what was thrown.
/// </summary>
public sealed class UserCodeException : Exception
{
    /// <summary>Under which <see cref="Exception.Data"/> of what was thrown keeps this exception's message, where it goes on alone.</summary>
    internal const string PlaceKey = "Twister2.Place";

    /// <summary>User code failed.</summary>
    public UserCodeException() : this("A function that was given to an operator failed.") { }

    /// <summary>Says where and how it failed.</summary>
    public UserCodeException(string message) : base(message) { }

    /// <summary>Says where and how it failed, and what was thrown.</summary>
    public UserCodeException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether what was thrown out of user code is the user's, and has not been named yet.</summary>
    internal static bool IsOfUser(Exception e) =>
        e is not (UserCodeException or ChunkFullException or CorruptChunkException or SpillException or WorkerFailedException
            or ObjectDisposedException or OutOfMemoryException);

    internal static string Describe(Exception e) => $"{e.GetType().Name}: {e.Message}";

    /// <summary>A function failed.</summary>
    /// <param name="place">The operator, worker and task.</param>
    /// <param name="what">The function, as the user knows it.</param>
    /// <param name="e">What it threw.</param>
    internal static UserCodeException Of(string place, string what, Exception e)
    {
        // .NET's sort hides what a comparison throws in an exception of its own.
        Exception cause = e is InvalidOperationException { InnerException: { } inner } ? inner : e;
        return new UserCodeException($"{place}: {what} failed: {Describe(cause)}", cause);
    }
}
