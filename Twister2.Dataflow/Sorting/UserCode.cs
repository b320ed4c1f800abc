using System.Runtime.ExceptionServices;

namespace Twister2.Dataflow.Sorting;

/// <summary>.NET's own sort, with a user's comparison in it.</summary>
internal static class UserCode
{
    /// <summary>Runs a sort; what a comparison throws is not hidden in the exception of the sort, and one that contradicts itself is called a failure of the order.</summary>
    public static void Run<T>(SortOrder<T> order, Action sort)
    {
        try
        {
            sort();
        }
        catch (InvalidOperationException e) when (e.InnerException is UserCodeException failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
        catch (ArgumentException e)
        {
            throw order.Failed(e);
        }
    }
}
