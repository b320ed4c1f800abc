using Microsoft.Extensions.Logging;

namespace Twister2.LaunchJobs;

internal static partial class WorksLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: {Keys} keys")]
    public static partial void Round(this ILogger logger, int round, long keys);
}
