namespace Twister2.Examples.PageRank;

/// <summary>An edge of the graph.</summary>
internal readonly record struct Link(int From, int To);
