using Microsoft.Extensions.Logging;

namespace Twister2.Tasks;

/// <summary>What executors tell the log; event ids 300 to 399.</summary>
internal static partial class Log
{
    [LoggerMessage(300, LogLevel.Warning, "After the first failure of the run")]
    public static partial void FailedToo(ILogger logger, Exception e);
}
