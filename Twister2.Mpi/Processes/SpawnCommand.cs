namespace Twister2.Mpi;

/// <summary>A program to start, for <see cref="Intracommunicator.SpawnMultiple"/> (MPI_Comm_spawn_multiple).</summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments, without the program's name.</param>
/// <param name="Processes">How many processes of it.</param>
/// <param name="Info">Hints, such as "host" or "wdir"; null for none.</param>
public sealed record SpawnCommand(string Command, IReadOnlyList<string> Arguments, int Processes, Info? Info = null);
