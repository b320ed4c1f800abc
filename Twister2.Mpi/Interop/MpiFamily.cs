namespace Twister2.Mpi.Interop;

/// <summary>The binary interfaces of MPI libraries that this binding speaks.</summary>
internal enum MpiFamily
{
    /// <summary>Not known, or any.</summary>
    Unknown,

    /// <summary>Open MPI 4, 5, 6; IBM Spectrum MPI; Fujitsu MPI.</summary>
    OpenMpi,

    /// <summary>MPICH from 3.1 on, Intel MPI, MVAPICH, Cray MPICH.</summary>
    Mpich,

    /// <summary>The MPI 5.0 standard ABI; also that of the single-process implementation.</summary>
    Standard,
}
