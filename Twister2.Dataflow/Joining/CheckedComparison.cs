using Twister2.Dataflow.Sorting;

namespace Twister2.Dataflow.Joining;

/// <summary>How keys are compared whose order may be a user's: when that fails, it is said where.</summary>
internal static class CheckedComparison
{
    /// <summary>The comparison of a type of key.</summary>
    /// <param name="place">The operator, worker and task.</param>
    public static Comparison<TKey> For<TKey>(string place)
    {
        KeyBits<TKey> order = KeyBits.For<TKey>();
        // These cannot fail.
        if (order.Decide || typeof(TKey) == typeof(string) || typeof(TKey) == typeof(Utf8Text)) return order.Compare;
        return (a, b) =>
        {
            try
            {
                return order.Compare(a, b);
            }
            catch (Exception e) when (UserCodeException.IsOfUser(e))
            {
                throw UserCodeException.Of(place, "comparing keys", e);
            }
        };
    }
}
