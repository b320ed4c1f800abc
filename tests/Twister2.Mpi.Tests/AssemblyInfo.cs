using Twister2.Mpi.Tests;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Under mpiexec every rank runs the same cases in the same order, one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: TestCollectionOrderer(typeof(ByName))]
[assembly: TestClassOrderer(typeof(ByName))]
[assembly: TestMethodOrderer(typeof(ByName))]
[assembly: TestCaseOrderer(typeof(ByName))]
[assembly: AssemblyFixture(typeof(MpiFixture))]
