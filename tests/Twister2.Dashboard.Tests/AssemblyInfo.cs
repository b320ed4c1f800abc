using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Jobs and browsers want both cores of a small machine.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: SupportedOSPlatform("linux")]
