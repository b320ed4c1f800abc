using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Most of a case is waiting, for launchers above all; more side by side would only slow each other down.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 3)]
[assembly: SupportedOSPlatform("linux")]
