using Twister2.Dataflow.Faults;

namespace Twister2.Dataflow.Tests;

/// <summary>Workers whose packers differ find that out when they build the first operator, all of them, before a record is sent.</summary>
public abstract class PackerAgreementContract(IWorkers workers)
{
    [Fact]
    public void Another_version_on_one_worker_is_named_on_all() => workers.Run(env =>
    {
        Row.Register();
        RowPacker.SetVersion(env.Worker == env.WorkerCount - 1 ? 4 : null);
        if (env.WorkerCount == 1)
        {
            new Gather<Row>(env, LogicalPlan.ToOne(1, 0)).Dispose();
        }
        else
        {
            InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => new KeyedReduce<long, List<Row>>(env, LogicalPlan.OnePerWorker(env.WorkerCount), (a, b) => a));
            Assert.StartsWith("KeyedReduce: the workers do not pack records of type", e.Message, StringComparison.Ordinal);
            Assert.Matches(@"Worker \d+: Twister2\.Dataflow\.Faults\.Row by Twister2\.Dataflow\.Faults\.RowPacker version 3 of .* \(build [0-9a-f]{8}\)\. Worker \d+: .*RowPacker version 4 of", e.Message);
            Assert.Contains("Run the same build of the job", e.Message, StringComparison.Ordinal);
            Assert.Equal(0, env.Counters.RecordsWritten);
        }
        RowPacker.SetVersion(null);
    });

    [Fact]
    public void The_first_operator_of_a_type_compares_and_the_next_do_not() => workers.Run(env =>
    {
        Row.Register();
        RowPacker.SetVersion(null);
        using Gather<Row> first = new(env, LogicalPlan.ToOne(env.WorkerCount, 0));
        long messages = env.Counters.MessagesSent;
        using Gather<Row> second = new(env, LogicalPlan.ToOne(env.WorkerCount, 0));
        using Gather<(int, string)> ofNobody = new(env, LogicalPlan.ToOne(env.WorkerCount, 0));
        Assert.Equal(messages, env.Counters.MessagesSent);
        if (env.WorkerCount > 1) Assert.InRange(messages, 1, 6);
        foreach (DataflowOperator operation in (DataflowOperator[])[first, second, ofNobody])
        {
            operation.Finish(env.Worker);
            operation.WaitForCompletion();
        }
    });
}

[Trait("ranks", "none")]
public sealed class InProcessPackerAgreement() : PackerAgreementContract(new InProcessWorkers());

[Trait("ranks", "any")]
public sealed class MpiPackerAgreement() : PackerAgreementContract(new MpiWorkers());
