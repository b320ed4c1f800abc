namespace Twister2.Dataflow;

/// <summary>Scratch cannot take, or give back, what memory had no room for.</summary>
public sealed class SpillException : Exception
{
    /// <summary>Scratch failed.</summary>
    public SpillException() : this("Scratch failed.") { }

    /// <summary>Says what failed and what to do.</summary>
    public SpillException(string message) : base(message) { }

    /// <summary>Says what failed and what to do, and what showed it.</summary>
    public SpillException(string message, Exception innerException) : base(message, innerException) { }
}
