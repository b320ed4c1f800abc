namespace Twister2.Data.Fake;

/// <summary>What a job gets from an assembly that only it brings.</summary>
public static class Source
{
    public static string Name => "fake data";
}
