namespace Twister2.JobMaster.Barriers;

/// <summary>The barriers of a job, each counted for itself.</summary>
internal enum BarrierKind : byte
{
    /// <summary>That of the program.</summary>
    Plain,

    /// <summary>That before the program's own work begins.</summary>
    Init,
}
