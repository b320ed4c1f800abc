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

    public static Pending Start(Intracommunicator comm, Step step) => step.Type switch
    {
        0 => new TypedStep<int>(comm, step, x => (int)x, Operation<int>.Add, (a, b) => unchecked(a + b)).Start(),
        1 => new TypedStep<int>(comm, step, x => (int)x, Product, (a, b) => unchecked(a * b)).Start(),
        2 => new TypedStep<double>(comm, step, x => x % 1000, Operation<double>.Add, (a, b) => a + b).Start(),
        3 => new TypedStep<byte>(comm, step, x => (byte)x, Operation<byte>.BitwiseXor, (a, b) => (byte)(a ^ b)).Start(),
        4 => new TypedStep<Affine>(comm, step, x => new((x >> 3) | 1, x), Then, Affine.Then).Start(),
        5 => new TypedStep<Affine>(comm, step, x => new((x >> 5) | 1, x), ThenSpans, Affine.Then).Start(),
        6 => new TypedStep<Odd>(comm, step, x => new((byte)x, (short)(x >> 8)), Last, (a, b) => b).Start(),
        7 => new TypedStep<Located<double>>(
            comm, step, x => new(x % 5, (int)(x >> 8) & 0xff), Operation<Located<double>>.MinLocation, Least).Start(),
        _ => new ObjectStep(comm, step).Start(),
    };

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
