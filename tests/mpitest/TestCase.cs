namespace Twister2.MpiTest;

/// <summary>One xunit test case as discovery names it; a theory row is a case of its own.</summary>
/// <param name="Id">xunit's unique id, the same on every rank.</param>
/// <param name="Name">The display name.</param>
internal sealed record TestCase(string Id, string Name);
