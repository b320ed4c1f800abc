#nullable disable // MPI.NET is older than such annotations.
using Twister2.Mpi;
using Xunit;
using MPI = Twister2.Mpi;

namespace MpiNetPrograms;

/// <summary>Nonblocking messages, one by one and in lists.</summary>
internal static class Requests
{
    public static void Run(string[] args)
    {
        using (new MPI.Environment(ref args))
        {
            Intracommunicator comm = Communicator.world;
            int next = (comm.Rank + 1) % comm.Size, previous = (comm.Rank + comm.Size - 1) % comm.Size;

            Request send = comm.ImmediateSend("from " + comm.Rank, next, 0);
            ReceiveRequest receive = comm.ImmediateReceive<string>(previous, 0);
            receive.Wait();
            send.Wait();
            Assert.Equal("from " + previous, (string)receive.GetValue());

            int[] values = new int[3];
            RequestList list = new RequestList();
            list.Add(comm.ImmediateReceive(previous, 1, values));
            list.Add(comm.ImmediateSend(new[] { comm.Rank, 2, 3 }, next, 1));
            Assert.Equal(2, list.Count);
            List<Request> done = list.WaitAll();
            Assert.Equal(2, done.Count);
            Assert.Equal(0, list.Count);
            Assert.Equal(new[] { previous, 2, 3 }, values);

            ReceiveRequest number = comm.ImmediateReceive<int>(previous, 2);
            comm.Send(comm.Rank, next, 2);
            while (number.Test() == null)
            {
            }

            Assert.Equal(previous, (int)number.GetValue()!);

            list.Add(comm.ImmediateReceive<int>(previous, 4));
            list.Add(comm.ImmediateSend(5, next, 4));
            Request one = list.WaitAny();
            Assert.NotNull(one);
            while (list.TestAll() == null)
            {
            }

            Request fifth = comm.ImmediateSend(comm.Rank, next, 5);
            Status status = comm.Probe(Communicator.anySource, 5);
            Assert.Equal((previous, 5, 1), (status.Source, status.Tag, status.Count<int>()));
            comm.Receive<int>(previous, 5);
            fifth.Wait();
            Assert.Null(comm.ImmediateProbe(Communicator.anySource, 5));
        }
    }
}
