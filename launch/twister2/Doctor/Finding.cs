namespace Twister2.Launch.Cli;

internal enum FindingLevel
{
    Ok,
    Warn,
    Fail,
}

/// <summary>What a check came to.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Level">Whether jobs run so.</param>
/// <param name="Text">What is there.</param>
/// <param name="Cure">What to do; null for nothing.</param>
internal sealed record Finding(string Check, FindingLevel Level, string Text, string? Cure = null)
{
    public static Finding Ok(string check, string text) => new(check, FindingLevel.Ok, text);

    public static Finding Warn(string check, string text, string cure) => new(check, FindingLevel.Warn, text, cure);

    public static Finding Fail(string check, string text, string cure) => new(check, FindingLevel.Fail, text, cure);
}
