using CsCheck;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Random one-sided programs between fences, the same on all ranks, against a plain model of all memories.</summary>
[Trait("ranks", "any")]
public sealed class WindowProgramTests : RankTests
{
    private const int Length = 24;

    private enum Kind
    {
        Put,
        PutCopy,
        Accumulate,
        GetAccumulate,
        FetchAndOp,
        CompareAndSwap,
        Get,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Random_programs_do_what_the_model_does(bool created)
    {
        ulong seed = World.Size == 1 ? 11u : 12u + (uint)World.Size;
        var random = new Random((int)seed);
        using var window = created
            ? Window.Create<int>(World, new int[Length + 7].AsMemory(World.Rank % 3, Length))
            : Window.Allocate<int>(World, Length);
        int[][] model = [.. Enumerable.Range(0, World.Size).Select(_ => new int[Length])];
        for (int epoch = 0; epoch < 30; epoch++)
            RunEpoch(window, model, Steps(random), epoch);
    }

    // A program is drawn by CsCheck from a seed that all ranks share. In one epoch each element is touched by one step only: MPI leaves the rest open.
    private static List<Step> Steps(Random random)
    {
        var step = Gen.Select(
            Gen.Enum<Kind>(), Gen.Int[0, World.Size - 1], Gen.Int[0, World.Size - 1], Gen.Int[0, Length - 1], Gen.Int[1, 6], Gen.Int[-9, 9],
            (kind, origin, target, offset, count, value) => new Step(kind, origin, target, offset, Math.Min(count, Length - offset), value));
        string seed = new PCG((uint)random.Next(1, 1000), (ulong)random.Next()).ToString();
        List<Step> drawn = [];
        step.List[0, 12].Sample(drawn.AddRange, iter: 1, threads: 1, seed: seed);
        var taken = new HashSet<(int, int)>();
        return [.. drawn.Where(s => s.Elements.All(taken.Add))];
    }

    private static void RunEpoch(Window<int> window, int[][] model, List<Step> steps, int epoch)
    {
        var results = new int[steps.Count][];
        window.Fence();
        for (int i = 0; i < steps.Count; i++)
        {
            results[i] = new int[steps[i].Count];
            if (steps[i].Origin == World.Rank)
                Start(window, steps[i], results[i]);
        }

        window.Fence(WindowAssertions.NoSucceed);
        for (int i = 0; i < steps.Count; i++)
        {
            int[] old = Apply(model[steps[i].Target], steps[i]);
            if (steps[i].Origin == World.Rank && steps[i].HasResult)
                Assert.Equal((epoch, i, string.Join(',', old)), (epoch, i, string.Join(',', results[i])));
        }

        Assert.Equal(model[World.Rank], window.Local.ToArray());
    }

    private static void Start(Window<int> window, Step step, int[] result)
    {
        int[] values = step.Values;
        switch (step.Kind)
        {
            case Kind.Put:
                window.Put(values.AsMemory(), step.Target, step.Offset);
                break;
            case Kind.PutCopy:
                window.Put((ReadOnlySpan<int>)values, step.Target, step.Offset);
                Array.Clear(values);
                break;
            case Kind.Accumulate:
                window.Accumulate((ReadOnlySpan<int>)values, step.Target, step.Offset, Operation<int>.Add);
                break;
            case Kind.GetAccumulate:
                window.GetAccumulate(values.AsMemory(), result, step.Target, step.Offset, Operation<int>.Max);
                break;
            case Kind.FetchAndOp:
                window.FetchAndOp(step.Value, result, step.Target, step.Offset, Operation<int>.BitwiseXor);
                break;
            case Kind.CompareAndSwap:
                window.CompareAndSwap(step.Value, 0, result, step.Target, step.Offset);
                break;
            default:
                window.Get(result, step.Target, step.Offset);
                break;
        }
    }

    private static int[] Apply(int[] memory, Step step)
    {
        var part = memory.AsSpan(step.Offset, step.Count);
        int[] old = part.ToArray();
        int[] values = step.Values;
        for (int i = 0; i < step.Count; i++)
        {
            part[i] = step.Kind switch
            {
                Kind.Put or Kind.PutCopy => values[i],
                Kind.Accumulate => old[i] + values[i],
                Kind.GetAccumulate => Math.Max(old[i], values[i]),
                Kind.FetchAndOp => i == 0 ? old[i] ^ step.Value : old[i],
                Kind.CompareAndSwap => i == 0 && old[i] == 0 ? step.Value : old[i],
                _ => old[i],
            };
        }

        if (step.Kind is Kind.FetchAndOp or Kind.CompareAndSwap)
            Array.Clear(old, 1, old.Length - 1);
        return old;
    }

    private sealed record Step(Kind Kind, int Origin, int Target, int Offset, int Count, int Value)
    {
        public int[] Values => [.. Enumerable.Range(0, Count).Select(i => Value + (3 * i))];

        public bool HasResult => Kind is not (Kind.Put or Kind.PutCopy or Kind.Accumulate);

        public IEnumerable<(int, int)> Elements => Enumerable.Range(Offset, Count).Select(e => (Target, e));
    }
}
