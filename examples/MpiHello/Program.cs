using MemoryPack;
using Twister2.Mpi;

// mpiexec -n 4 dotnet MpiHello.dll      four processes
// dotnet MpiHello.dll                   one, with or without an MPI library
Launcher.UsePlainConsole();
using var mpi = new Twister2.Mpi.Environment(ref args);
Intracommunicator world = Communicator.world;
int next = (world.Rank + 1) % world.Size;
int previous = (world.Rank + world.Size - 1) % world.Size;

// A collective on a number: MPI's own sum, inside the library.
int sum = world.Allreduce(world.Rank, Operation<int>.Add);

// A struct of numbers travels as it lies in memory.
var place = new Place(world.Rank, 1.5 * world.Rank);
Request sending = world.ImmediateSend(place, next, tag: 1);
Place came = world.Receive<Place>(previous, tag: 1);
sending.Wait();

// Any other type travels as an object, packed by the code that [MemoryPackable] generates.
sending = world.ImmediateSend(new Greeting { From = world.Rank, Words = ["hello", "from", $"{world.Rank}"] }, next, tag: 2);
Greeting greeting = world.Receive<Greeting>(previous, tag: 2)!;
sending.Wait();

bool right = came == new Place(previous, 1.5 * previous) && greeting.From == previous && greeting.Words[2] == $"{previous}";
bool allRight = world.Allreduce(right, Operation<bool>.LogicalAnd);
if (world.Rank == 0)
    Console.WriteLine($"{world.Size} processes; the ranks add up to {sum}; the ring is {(allRight ? "closed" : "broken")}");
return allRight ? 0 : 1;

/// <summary>Only numbers inside: nothing has to be said about it.</summary>
internal readonly record struct Place(int Rank, double X);

/// <summary>Has references inside, and so says at compile time how it is packed.</summary>
[MemoryPackable]
internal sealed partial class Greeting
{
    public int From { get; set; }

    public string[] Words { get; set; } = [];
}
