namespace Twister2.Mpi.Interop;

/// <summary>One path that was tried while looking for an MPI library, and what came of it.</summary>
internal sealed record LoadAttempt(string Path, string Outcome)
{
    public override string ToString() => $"{Path}: {Outcome}";
}
