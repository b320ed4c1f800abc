namespace Twister2.MpiTest;

/// <summary>The harness cannot do what was asked (wrong option, missing MPI, no such assembly): exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
