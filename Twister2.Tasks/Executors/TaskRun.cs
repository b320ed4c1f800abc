using System.Diagnostics;
using Twister2.Dataflow.Diagnosis;

namespace Twister2.Tasks;

/// <summary>A task in one run. One thread at a time brings it as far as it can go.</summary>
internal sealed class TaskRun(TaskInstance instance, PlannedTask planned, EdgeRun[] edges, WorkerGate gate)
{
    private int _next;
    private EdgeRun? _waitsFor;
    private bool _isPrepared;

    public TaskInstance Instance => instance;

    public PlannedTask Planned => planned;

    /// <summary>Whether it has nothing to do before an edge is complete; then it waits for that edge from now on.</summary>
    public bool BeginsWaiting()
    {
        if (planned.Inputs.Length == 0) return false;
        _waitsFor = edges[planned.Inputs[0]];
        return true;
    }

    /// <summary>Once, before the first records.</summary>
    public void Prepare()
    {
        if (_isPrepared) return;
        _isPrepared = true;
        gate.Check();
        instance.Prepare();
    }

    /// <summary>Runs the task until it ends, and returns true, or until it has to wait for an edge.</summary>
    public bool Run()
    {
        TraceLog? trace = instance.Trace;
        long since = trace is null ? 0 : Stopwatch.GetTimestamp();
        bool hasEnded = RunOn();
        trace?.Add(planned.Vertex.Name, TraceKind.Task, since, $"task {planned.Task}");
        return hasEnded;
    }

    private bool RunOn()
    {
        Prepare();
        if (planned.Vertex.Kind == VertexKind.Source)
            while (instance.Execute()) gate.PassBetweenChunks();
        if (!TakeInputs()) return false;
        gate.Check();
        instance.End();
        Finish();
        instance.Stage?.Done();
        return true;
    }

    /// <summary>Whether it waited for this edge; it does not any more.</summary>
    public bool StopsWaitingFor(EdgeRun edge)
    {
        if (_waitsFor != edge) return false;
        _waitsFor = null;
        return true;
    }

    public void Close()
    {
        if (_isPrepared) instance.Close();
    }

    private bool TakeInputs()
    {
        gate.Enter();
        try
        {
            for (; _next < planned.Inputs.Length; _next++)
            {
                EdgeRun edge = edges[planned.Inputs[_next]];
                if (!edge.IsComplete)
                {
                    _waitsFor = edge;
                    return false;
                }
                edge.Deliver(planned.Task);
            }
            return true;
        }
        finally
        {
            gate.Exit();
        }
    }

    private void Finish()
    {
        gate.Enter();
        try
        {
            gate.Check();
            foreach (PlannedOutput output in planned.Outputs) edges[output.Edge].Operator.Finish(output.Input, planned.Task);
        }
        finally
        {
            gate.Exit();
        }
    }
}
