namespace Twister2.Tasks;

/// <summary>What is known of where a data set's records are.</summary>
internal enum KeptBy
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Each record, a pair, is on the task that the hash of its key says.</summary>
    Key,

    /// <summary>Each record is on the task that its own hash says.</summary>
    Record,

    /// <summary>All records of a key, which are pairs, are on one task, whichever that is: behind a sort.</summary>
    KeyRange,
}

internal static class KeptKeys
{
    /// <summary>Whether a keyed operation has all pairs of a key on one task already.</summary>
    public static bool HasKeysTogether(this KeptBy kept) => kept is KeptBy.Key or KeptBy.KeyRange;

    /// <summary>Where the results of a keyed operation are: where their keys were, or where hashes say.</summary>
    public static KeptBy BehindKeyed(this KeptBy kept) => kept == KeptBy.KeyRange ? kept : KeptBy.Key;
}
