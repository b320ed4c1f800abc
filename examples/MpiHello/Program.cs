using Twister2.Mpi;
using var mpi = new Twister2.Mpi.Environment(ref args);
Intracommunicator world = Communicator.world;
int sum = world.Allreduce(world.Rank, Operation<int>.Add);
if (world.Rank == 0)
    Console.WriteLine($"{world.Size} processes; the ranks add up to {sum}; the ring is closed");
