namespace Twister2.Mpi;

/// <summary>Which part of a file a process sees (the result of MPI_File_get_view).</summary>
/// <param name="Displacement">Bytes from the start of the file that are passed over.</param>
/// <param name="ElementType">The unit of all offsets and positions.</param>
/// <param name="FileType">The pattern that is repeated over the file: its data is seen, its gaps are not.</param>
/// <param name="Representation">How data lies in the file; "native" is as in memory.</param>
/// <remarks>The datatypes belong to the file: they are there until its view is changed or the file is closed.</remarks>
public sealed record FileView(long Displacement, Datatype ElementType, Datatype FileType, string Representation);
