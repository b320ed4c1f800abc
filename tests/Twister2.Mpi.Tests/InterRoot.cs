namespace Twister2.Mpi.Tests;

/// <summary>Who the root of a step between two groups is, and what this process gives as the root.</summary>
internal readonly struct InterRoot
{
    public InterRoot(Intercommunicator comm, int side, Step step)
    {
        Side = step.Root % 2;
        IsOpposite = Side != side;
        Rank = step.Root / 2 % (IsOpposite ? comm.RemoteSize : comm.Size);
        IsHere = !IsOpposite && comm.Rank == Rank;
        Given = IsOpposite ? Rank : IsHere ? Intercommunicator.Root : Intercommunicator.Null;
    }

    /// <summary>The root's group.</summary>
    public int Side { get; }

    /// <summary>The root's rank in its group.</summary>
    public int Rank { get; }

    public int Given { get; }

    /// <summary>True in the group that the root is not in.</summary>
    public bool IsOpposite { get; }

    /// <summary>True at the root.</summary>
    public bool IsHere { get; }

    /// <summary>True on those that have no part in it.</summary>
    public bool IsBeside => !IsOpposite && !IsHere;
}
