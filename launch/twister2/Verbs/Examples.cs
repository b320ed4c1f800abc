namespace Twister2.Launch.Cli;

/// <summary>Command lines that stand under a verb's help.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ExamplesAttribute(params string[] lines) : Attribute
{
    public IReadOnlyList<string> Lines => lines;
}
