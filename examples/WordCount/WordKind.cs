namespace Twister2.Examples.WordCount;

/// <summary>What words are.</summary>
public enum WordKind
{
    /// <summary>Runs of Unicode letters and digits, lower-cased.</summary>
    Letters,

    /// <summary>Runs of bytes above 0x20, as they are.</summary>
    Space,
}
