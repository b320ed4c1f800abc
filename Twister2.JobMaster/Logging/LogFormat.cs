namespace Twister2.JobMaster;

/// <summary>How the lines of a log look.</summary>
public enum LogFormat
{
    /// <summary>For a person: time, level, worker, category, message.</summary>
    Text,

    /// <summary>A JSON object a line, for a program: <c>time</c>, <c>level</c>, <c>worker</c>, <c>category</c>, <c>event</c>, <c>message</c>, <c>error</c>, and the message's values by their names as <c>values</c>.</summary>
    Json,
}
