namespace Twister2.Tasks;

/// <summary>Gives a worker to a task, or null where none takes it.</summary>
internal delegate int? ChooseWorker(TaskToPlace task);

/// <summary>In which order tasks that run at the same time are placed.</summary>
internal delegate IEnumerable<VertexTask> OrderTasks(IEnumerable<VertexTask> tasks);

/// <summary>A task of a vertex.</summary>
internal sealed record VertexTask(Vertex Vertex, int Task);

/// <summary>
/// Places the tasks of several graphs, a level at a time, and all at once in a stream. Tasks that share named data, or whose results stay in place, are put together, whatever the scheduler; it chooses for the first of
/// them.
/// </summary>
internal sealed class Placement
{
    private const int MostWorkersTold = 16;

    private readonly ScheduleRequest _request;
    private readonly string _scheduler;
    private readonly ChooseWorker _choose;
    private readonly OrderTasks _order;
    private readonly Dictionary<string, PlacedData> _data = [];
    private Dictionary<string, int[]> _placed = [];
    private PlacementGroups _groups;
    private WorkerRooms _rooms;

    private Placement(ScheduleRequest request, string scheduler, ChooseWorker choose, OrderTasks? order)
    {
        (_request, _scheduler, _choose, _order) = (request, scheduler, choose, order ?? (static tasks => tasks));
        (_groups, _rooms) = (new([]), new(request.Resources, null));
        foreach (TaskSchedulePlan plan in request.Earlier)
        {
            if (plan.WorkerCount != request.Resources.WorkerCount)
                throw new TaskScheduleException($"The earlier plan of '{plan.Graph}' is for {plan.WorkerCount} workers; there are {request.Resources.WorkerCount} now.");
            foreach (TaskPlacement placement in plan.Placements)
                foreach (string name in placement.Data) _data[name] = new($"'{placement.Vertex}' of graph '{plan.Graph}'", null, [.. placement.Workers]);
        }
    }

    public static IReadOnlyList<TaskSchedulePlan> Of(ScheduleRequest request, string scheduler, ChooseWorker choose, OrderTasks? order = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        Placement placement = new(request, scheduler, choose, order);
        return [.. request.Graphs.Select(placement.Place)];
    }

    private TaskSchedulePlan Place(ComputeGraph graph)
    {
        _placed = [];
        _groups = new PlacementGroups(graph);
        IEnumerable<IReadOnlyList<Vertex>> units = graph.Mode == OperationMode.Batch ? graph.Levels : [graph.Vertices];
        foreach (IReadOnlyList<Vertex> unit in units)
        {
            _rooms = new WorkerRooms(_request.Resources, graph.Constraints.MaxTasksPerWorker);
            Place(graph, unit);
        }
        return TaskSchedulePlan.Of(graph, _scheduler, _request.Resources.WorkerCount, vertex => _placed[vertex.Name]);
    }

    private void Place(ComputeGraph graph, IReadOnlyList<Vertex> unit)
    {
        // Those that have no choice first, so that the others see what is left.
        List<Vertex> free = [];
        foreach (Vertex vertex in unit)
        {
            if (WorkersFor(vertex) is { } workers) Follow(graph, vertex, workers);
            else free.Add(vertex);
        }
        Vertex[] first = [.. free.Where(vertex => !free.TakeWhile(other => other != vertex).Any(other => _groups.AreTogether(other, vertex)))];
        foreach (Vertex vertex in first) _placed[vertex.Name] = new int[vertex.Parallelism];
        foreach ((Vertex vertex, int task) in _order(first.SelectMany(vertex => Enumerable.Range(0, vertex.Parallelism).Select(task => new VertexTask(vertex, task)))))
        {
            TaskToPlace place = NewTask(graph, vertex, task);
            if (_choose(place) is not { } worker) throw new TaskScheduleException($"{_scheduler}: {place.Refusal(MostWorkersTold)}");
            Take(place, worker);
        }
        foreach (Vertex vertex in first) Note(graph, vertex);
        foreach (Vertex vertex in free.Except(first)) Follow(graph, vertex, WorkersFor(vertex)!.Value);
    }

    /// <summary>Where the vertex has to be, because of named data or of a vertex that it is together with.</summary>
    private (string Why, int[] Workers)? WorkersFor(Vertex vertex)
    {
        foreach (Vertex other in _groups.With(vertex))
        {
            foreach (string name in TaskSchedulePlan.DataOf(other))
                if (_data.TryGetValue(name, out PlacedData? known)) return ($"data '{name}' of {known.Where}", known.Workers);
            if (other != vertex && _placed.TryGetValue(other.Name, out int[]? workers)) return ($"'{other.Name}'", workers);
        }
        return null;
    }

    private void Follow(ComputeGraph graph, Vertex vertex, (string Why, int[] Workers) where)
    {
        if (where.Workers.Length != vertex.Parallelism)
            throw new TaskScheduleException($"{_scheduler}: vertex {vertex} of graph '{graph.Name}' has to be with {where.Why}, which has {Amounts.Tasks(where.Workers.Length)}. Give them the same parallelism.");
        _placed[vertex.Name] = new int[vertex.Parallelism];
        for (int task = 0; task < vertex.Parallelism; task++)
        {
            TaskToPlace place = NewTask(graph, vertex, task);
            int worker = where.Workers[task];
            if (!_rooms.HasRoom(worker, vertex))
                throw new TaskScheduleException($"{_scheduler}: Task {task} of {vertex} in graph '{graph.Name}' has to be with {where.Why}, on worker {worker}, which has no room for it. It needs {vertex.Constraints}; left are {_rooms.WhyNot(worker, vertex)}.");
            Take(place, worker);
        }
        Note(graph, vertex);
    }

    private TaskToPlace NewTask(ComputeGraph graph, Vertex vertex, int task) =>
        new(graph, vertex, task, _request.Resources, _rooms, [.. _groups.With(vertex).Where(other => other != vertex)], _placed);

    private void Take(TaskToPlace task, int worker)
    {
        _placed[task.Vertex.Name][task.Task] = worker;
        _rooms.Take(worker, task.Vertex);
    }

    private void Note(ComputeGraph graph, Vertex vertex)
    {
        foreach (NamedData data in vertex.Inputs.Concat(vertex.Outputs))
        {
            if (_data.TryGetValue(data.Name, out PlacedData? known) && known.Vertex is { } other && TypeOf(other, data.Name) != data.Type)
                throw new TaskScheduleException($"{_scheduler}: data '{data.Name}' is {Names.Of(TypeOf(other, data.Name))} at {known.Where}, and {Names.Of(data.Type)} at '{vertex.Name}' of graph '{graph.Name}'. It needs one type.");
            _data[data.Name] = new($"'{vertex.Name}' of graph '{graph.Name}'", vertex, _placed[vertex.Name]);
        }
    }

    /// <summary>Whose data it was last, and where its parts are.</summary>
    private sealed record PlacedData(string Where, Vertex? Vertex, int[] Workers);

    private static Type TypeOf(Vertex vertex, string data) => vertex.Inputs.Concat(vertex.Outputs).First(other => other.Name == data).Type;
}
