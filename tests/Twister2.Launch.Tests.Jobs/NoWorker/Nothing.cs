namespace Twister2.LaunchJobs;

/// <summary>A class of an assembly that has no worker.</summary>
public sealed class Nothing;
