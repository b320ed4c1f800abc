namespace Twister2.MpiTest;

/// <summary>The two families of launcher that the harness knows how to drive.</summary>
internal enum MpiKind
{
    OpenMpi,

    /// <summary>MPICH and what descends from it: anything started by Hydra.</summary>
    Mpich,
}
