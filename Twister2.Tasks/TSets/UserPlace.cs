using Twister2.Dataflow;

namespace Twister2.Tasks;

/// <summary>Where a function of the user runs, for the report of what it throws, which goes on as it was thrown.</summary>
internal sealed class UserPlace(string operation, WorkerTasks tasks, int task)
{
    /// <summary>Notes the place, the innermost one first; for <c>catch … when</c>, which never catches anything this way and so costs nothing.</summary>
    public bool Notes(Exception e)
    {
        if (e is not (OperationCanceledException or DataAccessException) && UserCodeException.IsOfUser(e) && !e.Data.Contains(UserCodeException.PlaceKey))
            e.Data[UserCodeException.PlaceKey] = $"{operation}: worker {tasks.First / tasks.Count}, task {tasks.First + task} ({tasks.Total} in all)";
        return false;
    }
}
