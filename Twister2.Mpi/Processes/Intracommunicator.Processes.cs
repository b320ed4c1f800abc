using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

// MPI chapter 11: starting processes, and meeting those of other jobs.
public unsafe partial class Intracommunicator
{
    /// <summary>
    /// Starts processes of a program, which have a world of their own, and connects them (MPI_Comm_spawn). Collective: every process must call
    /// this with the same root; the other arguments are the root's. The started ones find this side in <see cref="Communicator.Parent"/>.
    /// </summary>
    /// <param name="command">The program; for a .NET assembly "dotnet", with the assembly as the first argument.</param>
    /// <param name="arguments">Its arguments, without the program's name.</param>
    /// <param name="maxProcesses">How many processes to start.</param>
    /// <param name="root">The rank whose arguments count.</param>
    /// <param name="info">Hints, such as "host" or "wdir".</param>
    /// <returns>The communicator with the started processes as the other group.</returns>
    /// <exception cref="MpiException">
    /// The processes cannot be started: the root's node has no program of that path, there are no free slots (Open MPI: mpiexec --oversubscribe), the launcher or the resource manager does not allow it, or
    /// this process runs without an MPI library.
    /// </exception>
    public Intercommunicator Spawn(string command, IReadOnlyList<string> arguments, int maxProcesses, int root = 0, Info? info = null) =>
        Spawn(command, arguments, maxProcesses, out _, root, info);

    /// <summary>As the other <c>Spawn</c>, and tells the code of each process (MPI_Comm_spawn). Collective: every process must call this.</summary>
    /// <param name="command">The program; for a .NET assembly "dotnet", with the assembly as the first argument.</param>
    /// <param name="arguments">Its arguments, without the program's name.</param>
    /// <param name="maxProcesses">How many processes to start.</param>
    /// <param name="errorCodes">For each process 0, or MPI's code of the error.</param>
    /// <param name="root">The rank whose arguments count.</param>
    /// <param name="info">Hints, such as "host" or "wdir".</param>
    /// <returns>The communicator with the started processes as the other group.</returns>
    /// <exception cref="MpiException">The processes cannot be started.</exception>
    public Intercommunicator Spawn(
        string command, IReadOnlyList<string> arguments, int maxProcesses, out int[] errorCodes, int root = 0, Info? info = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(arguments);
        nint comm = Handle;
        CheckSpawn(maxProcesses, root, "MPI_Comm_spawn");
        CheckPrograms([new(command, arguments, maxProcesses, info)], root, "MPI_Comm_spawn");
        using var native = new NativeTexts([command, .. arguments]);
        var codes = new int[maxProcesses];
        nint result = 0;
        fixed (int* code = codes)
        {
            Native.Check(
                MpiFunctions.CommSpawn(
                    native.Pointers[0], native.Pointers + 1, maxProcesses, Info.HandleOf(info), root, comm, &result, code),
                "MPI_Comm_spawn");
        }

        errorCodes = codes;
        return Connected(result);
    }

    /// <summary>
    /// Starts processes of several programs in one world, the first program's with the lowest ranks, and connects them (MPI_Comm_spawn_multiple).
    /// Collective: every process must call this with the same root; the programs are the root's, and as many processes in all on each rank.
    /// </summary>
    /// <param name="commands">The programs.</param>
    /// <param name="errorCodes">For each process 0, or MPI's code of the error.</param>
    /// <param name="root">The rank whose programs count.</param>
    /// <returns>The communicator with the started processes as the other group.</returns>
    /// <exception cref="MpiException">The processes cannot be started.</exception>
    public Intercommunicator SpawnMultiple(IReadOnlyList<SpawnCommand> commands, out int[] errorCodes, int root = 0)
    {
        const string Function = "MPI_Comm_spawn_multiple";
        ArgumentNullException.ThrowIfNull(commands);
        nint comm = Handle;
        if (commands.Count == 0)
            throw new MpiException(ErrorClass.Argument, Function, "there is no program to start");
        foreach (var command in commands)
            CheckSpawn(command.Processes, root, Function);
        CheckPrograms(commands, root, Function);
        CheckLauncher(commands.Count, root, Function);
        var programs = commands.Select(c => new NativeTexts([c.Command, .. c.Arguments])).ToArray();
        try
        {
            var codes = new int[commands.Sum(c => c.Processes)];
            nint result = 0;
            int code = SpawnPrograms(comm, commands, programs, codes, root, &result);
            Native.Check(code, Function);
            errorCodes = codes;
            return Connected(result);
        }
        finally
        {
            Array.ForEach(programs, p => p.Dispose());
        }
    }

    /// <summary>
    /// Waits for another job to connect to a port (MPI_Comm_accept). Collective: every process must call this with the same root.
    /// </summary>
    /// <param name="port">At the root a port of <see cref="Environment.OpenPort"/>; elsewhere unused.</param>
    /// <param name="root">The rank whose port counts.</param>
    /// <param name="info">Hints.</param>
    /// <returns>The communicator with the processes that connected as the other group.</returns>
    /// <exception cref="MpiException">There is no such port, or the library failed.</exception>
    public Intercommunicator Accept(string port, int root = 0, Info? info = null) =>
        Meet(MpiFunctions.CommAccept, port, root, info, "MPI_Comm_accept");

    /// <summary>
    /// Connects to another job, or to other processes of this one, that accept at a port (MPI_Comm_connect). Collective: every process must
    /// call this with the same root.
    /// </summary>
    /// <param name="port">At the root the port; elsewhere unused.</param>
    /// <param name="root">The rank whose port counts.</param>
    /// <param name="info">Hints.</param>
    /// <returns>The communicator with the processes that accepted as the other group.</returns>
    /// <exception cref="MpiException">There is no such port, or the library failed.</exception>
    public Intercommunicator Connect(string port, int root = 0, Info? info = null) =>
        Meet(MpiFunctions.CommConnect, port, root, info, "MPI_Comm_connect");

    private static int SpawnPrograms(
        nint comm, IReadOnlyList<SpawnCommand> commands, NativeTexts[] programs, int[] codes, int root, nint* result)
    {
        int count = commands.Count;
        var infos = new HandleArray(Native.Abi.HandleSize);
        infos.EnsureCapacity(count);
        byte** names = stackalloc byte*[count];
        byte*** arguments = stackalloc byte**[count];
        int[] processes = [.. commands.Select(c => c.Processes)];
        for (int i = 0; i < count; i++)
        {
            names[i] = programs[i].Pointers[0];
            arguments[i] = programs[i].Pointers + 1;
            infos.SetHandle(i, Info.HandleOf(commands[i].Info));
        }

        fixed (int* counts = processes, code = codes)
            return MpiFunctions.CommSpawnMultiple(count, names, arguments, counts, infos.Pointer, root, comm, result, code);
    }

    private void CheckSpawn(int processes, int root, string function)
    {
        CheckRoot(root, function);
        if (processes < 1)
            throw new MpiException(ErrorClass.Argument, function, $"{processes} processes cannot be started; ask for 1 or more");
    }

    // The others hear from the root, so that none of them is left waiting.
    private void CheckLauncher(int programs, int root, string function)
    {
        int refused = programs > 1 && Native.Abi.SpawnsOneProgramOnly ? 1 : 0;
        Broadcast(new Span<int>(ref refused), root);
        if (refused != 0)
        {
            throw new MpiException(
                ErrorClass.Spawn,
                function,
                "the launcher of Open MPI 5.0 up to 5.0.7 ends by a segmentation fault, and the job with it, when it starts several programs at once; start "
                    + "each by a Spawn of its own, or one that asks for its rank what it shall be");
        }
    }

    // Open MPI 4.1.4 ends the whole job when it cannot start a program; of a process without mpiexec it never answers. An empty name is no
    // program; of the others only a whole path can be looked for, and only where no hint says that it is meant elsewhere. The others hear from the root, so that none of them is left waiting.
    private void CheckPrograms(IReadOnlyList<SpawnCommand> commands, int root, string function)
    {
        int missing = -1;
        for (int i = 0; Rank == root && missing < 0 && i < commands.Count; i++)
        {
            string command = commands[i].Command;
            if (command.Length == 0 || (commands[i].Info is null && Path.IsPathRooted(command) && !IsProgram(command)))
                missing = i;
        }

        Broadcast(new Span<int>(ref missing), root);
        if (missing < 0)
            return;
        string name = Rank == root ? $" \"{commands[missing].Command}\"" : "";
        throw new MpiException(ErrorClass.Spawn, function, $"on the node of the root, rank {root}, there is no such program{name}, or it may not be run");
    }

    private static bool IsProgram(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != 0);
    }

    private Intercommunicator Meet(
        delegate* unmanaged<byte*, nint, int, nint, nint*, int> meet, string port, int root, Info? info, string function)
    {
        ArgumentNullException.ThrowIfNull(port);
        nint comm = Handle;
        CheckRoot(root, function);
        nint result = 0;
        fixed (byte* name = Info.Utf8(port))
            Native.Check(meet(name, Info.HandleOf(info), root, comm, &result), function);
        return Connected(result);
    }

    // Not every library gives new connections the handler of the communicator they were made from; a fatal error would end the process.
    private static Intercommunicator Connected(nint handle)
    {
        Native.Check(MpiFunctions.CommSetErrhandler(handle, Native.Abi.ErrorsReturn), "MPI_Comm_set_errhandler");
        return new Intercommunicator(handle);
    }
}
