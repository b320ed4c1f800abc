namespace Twister2.Examples.IterativeGraph;

/// <summary>
/// A metal rod with both ends at 0: inside, a step makes of each temperature u(j) a mix with its neighbours, u(j) + α·(u(j − 1) − 2·u(j) + u(j + 1)). From half a sine wave on the answer is known: each step makes all of
/// them smaller by the same factor.
/// </summary>
internal sealed record Rod(int Points, double Alpha)
{
    /// <summary>The temperature of inner point <paramref name="j"/>, from 0 on, after some steps.</summary>
    public double Known(int j, int steps)
    {
        double sine = Math.Sin(Math.PI / (2 * (Points + 1)));
        return Math.Pow(1 - 4 * Alpha * sine * sine, steps) * Math.Sin(Math.PI * (j + 1) / (Points + 1));
    }

    /// <summary>A step for a part of the rod.</summary>
    /// <param name="old">The part's temperatures.</param>
    /// <param name="left">That of the point before.</param>
    /// <param name="right">That of the point behind.</param>
    public double[] Step(double[] old, double left, double right)
    {
        double[] next = new double[old.Length];
        for (int j = 0; j < old.Length; j++)
        {
            double before = j == 0 ? left : old[j - 1], behind = j == old.Length - 1 ? right : old[j + 1];
            next[j] = old[j] + Alpha * (before - 2 * old[j] + behind);
        }
        return next;
    }
}
