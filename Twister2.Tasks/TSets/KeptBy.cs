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
}
