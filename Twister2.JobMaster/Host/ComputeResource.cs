namespace Twister2.JobMaster;

/// <summary>What a job asks for. Twister2's <c>ComputeResource</c>; all workers of an MPI job are alike.</summary>
/// <param name="Workers">How many workers; null for as many as the launcher starts.</param>
/// <param name="Cores">Cores of each, which are its threads.</param>
/// <param name="MemoryBytes">Memory of each, in bytes; null for a share of the machine's.</param>
/// <param name="DiskBytes">Room in the volatile volume of each, in bytes; null for what is there.</param>
public sealed record ComputeResource(int? Workers = null, int? Cores = null, long? MemoryBytes = null, long? DiskBytes = null);
