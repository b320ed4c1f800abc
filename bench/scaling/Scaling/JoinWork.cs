using Twister2.Dataflow;

namespace Twister2.Bench.Scaling;

/// <summary>Operators with several inputs.</summary>
static class JoinWork
{
    public static DataflowOperator Joined(DataflowEnvironment env, int records)
    {
        Join<long, long, long> join = new(env, Case.Plan(env));
        KeyValuePair<long, long>[] pairs = Pairs(env, records);
        join.AddLeft(env.Worker, pairs);
        join.AddRight(env.Worker, pairs);
        return join;
    }

    public static DataflowOperator Filtered(DataflowEnvironment env, int records)
    {
        SemiJoin<long, long> join = new(env, Case.Plan(env));
        join.AddLeft(env.Worker, Pairs(env, records));
        join.AddRight(env.Worker, Case.Numbers(env, records));
        return join;
    }

    public static DataflowOperator Grouped(DataflowEnvironment env, int records)
    {
        CoGroup<long, long, long> group = new(env, Case.Plan(env));
        KeyValuePair<long, long>[] pairs = Pairs(env, records);
        group.AddLeft(env.Worker, pairs);
        group.AddRight(env.Worker, pairs);
        return group;
    }

    public static DataflowOperator Crossed(DataflowEnvironment env, int records)
    {
        Cross<long, long> cross = new(env, Case.Plan(env));
        cross.AddLeft(env.Worker, Case.Numbers(env, 20));
        cross.AddRight(env.Worker, Case.Numbers(env, records));
        return cross;
    }

    public static DataflowOperator InBoth(DataflowEnvironment env, int records)
    {
        Intersect<long> both = new(env, Case.Plan(env), Case.Plan(env));
        both.AddLeft(env.Worker, Case.Numbers(env, records));
        both.AddRight(env.Worker, Case.Numbers(env, records));
        return both;
    }

    public static DataflowOperator United(DataflowEnvironment env, int records) => Filled(env, new Union<long>(env, Case.Plan(env), Case.Plan(env)), records);

    public static DataflowOperator UnitedInOrder(DataflowEnvironment env, int records) => Filled(env, Union.Ordered<long>(env, Case.Plan(env), Case.Plan(env)), records);

    public static DataflowOperator Zipped(DataflowEnvironment env, int records)
    {
        int[] all = [.. Enumerable.Range(0, env.WorkerCount)], next = [.. all.Select(task => (task + 1) % env.WorkerCount)];
        Zip<long, long> zip = new(env, Case.Plan(env), new LogicalPlan(env.WorkerCount, next, next));
        zip.AddLeft(env.Worker, Case.Numbers(env, records));
        zip.AddRight(System.Array.IndexOf(next, env.Worker), Case.Numbers(env, records));
        return zip;
    }

    static Union<long> Filled(DataflowEnvironment env, Union<long> union, int records)
    {
        foreach (OperatorInput<long> input in union.Inputs) input.Add(env.Worker, Case.Numbers(env, records));
        return union;
    }

    static KeyValuePair<long, long>[] Pairs(DataflowEnvironment env, int records) => [.. Case.Numbers(env, records).Select(key => new KeyValuePair<long, long>(key, 1))];
}
