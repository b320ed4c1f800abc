using MpiNetPrograms;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>
/// Programs as one writes them for MPI.NET, with its calls in the usual ways; only the line <c>using MPI;</c> is another one.
/// Inside a test their Environment is the second one, which changes nothing.
/// </summary>
[Trait("ranks", "any")]
public sealed class MpiNetTests : RankTests
{
    [Fact]
    public void PingPong_of_texts() => PingPong.Run([]);

    [Fact]
    public void Ring_of_texts() => RingOfTexts.Run([]);

    [Fact]
    public void Pi_by_throwing_darts() => Pi.Run([]);

    [Fact]
    public void Names_of_all_nodes() => Hostnames.Run([]);

    [Fact]
    public void Structs_and_arrays_of_them() => Structs.Run([]);

    [Fact]
    public void Objects_of_classes() => Objects.Run([]);

    [Fact]
    public void Collectives_of_arrays() => Collectives.Run([]);

    [Fact]
    public void Reductions_predefined_and_own() => Reductions.Run([]);

    [Fact]
    public void Requests_and_lists_of_them() => Requests.Run([]);

    [Fact]
    public void Groups_grids_graphs_and_attributes() => Topologies.Run([]);

    [Fact]
    public void What_the_environment_tells() => Surroundings.Run([]);
}
