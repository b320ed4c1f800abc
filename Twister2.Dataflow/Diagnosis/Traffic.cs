namespace Twister2.Dataflow;

/// <summary>What went one way: between this worker and another, or all others.</summary>
/// <param name="Messages">Messages, those without records included.</param>
/// <param name="Chunks">Messages with records.</param>
/// <param name="Records">Records; for what workers agree on, one value for each message; in a grid (<see cref="ExchangeRouting.Grid"/>) the chunks that travel together.</param>
/// <param name="Bytes">Bytes of the records as they were packed, before compression.</param>
/// <param name="WireBytes">Bytes of all messages as they were sent: after compression, with headers.</param>
public readonly record struct Traffic(long Messages, long Chunks, long Records, long Bytes, long WireBytes);
