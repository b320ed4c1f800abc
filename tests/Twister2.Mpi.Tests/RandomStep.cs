using System.Runtime.InteropServices;
using Xunit;

namespace Twister2.Mpi.Tests;

/// <summary>Maps x to A x + B; one after the other is associative and not commutative.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Affine(long A, long B)
{
    public static Affine Then(Affine first, Affine second) =>
        unchecked(new(second.A * first.A, (second.A * first.B) + second.B));
}

/// <summary>A struct of three bytes: no number, and not aligned.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Odd(byte A, short B);

/// <summary>A collective under way, and how to look at its result.</summary>
public sealed record Pending(Step Step, Request? Request, Action Check);

/// <summary>Starts a step with the type it names.</summary>
public static class RandomStep
{
    public const int TypeCount = 9;

    private static readonly ReductionOperation<Affine> Then = Affine.Then;
    private static readonly Operation<Affine> ThenSpans = new((left, right) =>
    {
        for (int i = 0; i < right.Length; i++)
            right[i] = Affine.Then(left[i], right[i]);
    });

    private static readonly Operation<int> Product = Operation<int>.Commutative((a, b) => unchecked(a * b));
    private static readonly Operation<Odd> Last = new((a, b) => b);

    /// <param name="comm">Where it runs.</param>
    /// <param name="side">In an intercommunicator the number of this process's group, 0 or 1.</param>
    /// <param name="step">What runs.</param>
    public static Pending Start(Communicator comm, int side, Step step) => step.Type switch
    {
        0 => Start<int>(comm, side, step, x => (int)x, Operation<int>.Add, (a, b) => unchecked(a + b)),
        1 => Start<int>(comm, side, step, x => (int)x, Product, (a, b) => unchecked(a * b)),
        2 => Start<double>(comm, side, step, x => x % 1000, Operation<double>.Add, (a, b) => a + b),
        3 => Start<byte>(comm, side, step, x => (byte)x, Operation<byte>.BitwiseXor, (a, b) => (byte)(a ^ b)),
        4 => Start<Affine>(comm, side, step, x => new((x >> 3) | 1, x), Then, Affine.Then),
        5 => Start<Affine>(comm, side, step, x => new((x >> 5) | 1, x), ThenSpans, Affine.Then),
        6 => Start<Odd>(comm, side, step, x => new((byte)x, (short)(x >> 8)), Last, (a, b) => b),
        7 => Start<Located<double>>(
            comm, side, step, x => new(x % 5, (int)(x >> 8) & 0xff), Operation<Located<double>>.MinLocation, Least),
        _ => comm is Intercommunicator inter
            ? new InterObjectStep(inter, side, step).Start()
            : new ObjectStep((Intracommunicator)comm, step).Start(),
    };

    private static Pending Start<T>(Communicator comm, int side, Step step, Func<long, T> make, Operation<T> op, Func<T, T, T> combine)
        where T : unmanaged => comm is Intercommunicator inter
            ? new InterStep<T>(inter, side, step, make, op, combine).Start()
            : new TypedStep<T>((Intracommunicator)comm, step, make, op, combine).Start();

    private static Located<double> Least(Located<double> a, Located<double> b) =>
        a.Value < b.Value || (a.Value == b.Value && a.Location <= b.Location) ? a : b;

    /// <summary>A number that depends on all of these.</summary>
    public static long Mix(uint seed, int a, int b)
    {
        ulong x = unchecked(seed + (0x9e3779b97f4a7c15UL * (ulong)(a + 1)) + (0xbf58476d1ce4e5b9UL * (ulong)(b + 1)));
        x = unchecked((x ^ (x >> 30)) * 0x94d049bb133111ebUL);
        return (long)((x ^ (x >> 31)) >> 1);
    }

    public static int Count(Step step, int a, int b) => (int)(Mix(step.Seed, a + 7, b + 77) % (step.Length + 1));
}
