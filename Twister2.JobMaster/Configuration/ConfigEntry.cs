namespace Twister2.JobMaster;

/// <summary>One value of a configuration, and where it comes from.</summary>
/// <param name="Key">Its name, parts of which are divided by dots.</param>
/// <param name="Value">The value, as text.</param>
/// <param name="Source">A file, a variable of the environment, an option, <c>the program</c> or <c>default</c>.</param>
public sealed record ConfigEntry(string Key, string Value, string Source)
{
    internal const string Default = "default", Program = "the program", Conf = "--conf";

    internal void Write(BinaryWriter writer)
    {
        writer.Write(Key);
        writer.Write(Value);
        writer.Write(Source);
    }

    internal static ConfigEntry Read(BinaryReader reader) => new(reader.ReadString(), reader.ReadString(), reader.ReadString());

    /// <summary>A setting as a message names it: an option by itself, anything else by its key and where it stands.</summary>
    internal string Name => Source.StartsWith("--", StringComparison.Ordinal) && Source != Conf ? Source : $"{Key} ({Source})";
}
