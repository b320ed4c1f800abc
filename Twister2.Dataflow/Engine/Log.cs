using Microsoft.Extensions.Logging;

namespace Twister2.Dataflow.Engine;

/// <summary>What the dataflow layer tells the log; event ids 200 to 299.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Warning, "Waiting for {Seconds} s. {What}")]
    public static partial void Waiting(ILogger logger, long seconds, string what);

    [LoggerMessage(201, LogLevel.Warning, "Scratch {Directory} is {Format}, which is memory: what is spilled there frees none. Choose a directory on a disk of the node")]
    public static partial void ScratchIsMemory(ILogger logger, string directory, string format);

    [LoggerMessage(202, LogLevel.Warning, "Scratch {Directory} is {Format}, on the network: spilling will be slow and loads the file server. Choose a directory on a disk of the node")]
    public static partial void ScratchIsRemote(ILogger logger, string directory, string format);
}
