using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// The end-to-end cases start ranks and time them; side by side they would only slow each other down.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: SupportedOSPlatform("linux")]
