namespace Twister2.JobMaster;

/// <summary>What the values of a setting are.</summary>
internal enum SettingKind
{
    Text,
    Folder,
    Count,
    Size,
    Seconds,
    Flag,
    Level,
}

/// <summary>A setting of the runtime's.</summary>
/// <param name="Key">Its name in files.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Default">What it is where nothing says otherwise; null where that depends.</param>
/// <param name="Help">What it is for.</param>
internal sealed record Setting(string Key, SettingKind Kind, string? Default, string Help)
{
    /// <summary>Its variable in the environment.</summary>
    public string Variable { get; init; } = Key.ToUpperInvariant().Replace('.', '_').Replace('-', '_');
}
