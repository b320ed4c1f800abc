namespace Twister2.JobMaster.Metrics;

/// <summary>What operators have sent from one worker to another so far.</summary>
/// <param name="From">The worker that sent.</param>
/// <param name="To">The worker it went to.</param>
/// <param name="Bytes">Bytes, as they were sent: after compression, with headers.</param>
/// <param name="Messages">Messages.</param>
public sealed record LinkTraffic(int From, int To, long Bytes, long Messages);
