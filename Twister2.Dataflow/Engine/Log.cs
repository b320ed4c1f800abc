using Microsoft.Extensions.Logging;

namespace Twister2.Dataflow.Engine;

/// <summary>What the dataflow layer tells the log; event ids 200 to 299.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Warning, "Waiting for {Seconds} s. {What}")]
    public static partial void Waiting(ILogger logger, long seconds, string what);
}
