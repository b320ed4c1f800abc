using System.Globalization;
using Twister2.Dataflow;
using Twister2.Dataflow.Faults;
using Twister2.JobMaster;

namespace Twister2.LaunchJobs;

/// <summary>
/// Runs an operator of the table of all operators, which goes wrong on one rank. Arguments: the operator's row, what goes wrong (a <see cref="Fault"/>), scratch, and bytes of memory.
/// </summary>
public sealed class RunsOperator : IWorker
{
    public void Execute(WorkerEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        OperatorRow row = OperatorTable.Named(env.Arguments[0]);
        DataflowOptions options = new() { Scratch = env.Arguments[2], MemoryBytes = long.Parse(env.Arguments[3], CultureInfo.InvariantCulture), ChunkBytes = 2048, ChunkRecords = 64 };
        using DataflowEnvironment dataflow = DataflowEnvironment.Create(env.Communicator, options);
        Row.Register();
        FaultyCode.Arm(env.Rank == OperatorRun.Faulty(env.WorkerCount) ? Enum.Parse<Fault>(env.Arguments[1]) : Fault.None, after: 2);
        row.Run(new OperatorRun(dataflow, row.Shape));
        dataflow.Barrier();
    }
}
