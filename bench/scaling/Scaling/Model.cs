namespace Twister2.Bench.Scaling;

/// <summary>What a cost should be, as a function of the workers: words for the table, and numbers to hold beside what was measured.</summary>
sealed record Model(string Text, Func<double, double>? Of)
{
    // In front of each message, each batch of records, and each chunk in a message of the grid.
    const double Header = 44, Batch = 12, Parcel = 12;

    /// <summary>Depends on what travels together, which is not the same on every run.</summary>
    public static readonly Model None = new("", null);

    public static readonly Model Marks = new("⌈log₂ N⌉", Log), GridMarks = new("2 ⌈log₂ N⌉", n => n <= 2 ? Log(n) : 2 * Log(n));

    public static readonly Model Direct = new("N − 1 + ⌈log₂ N⌉", n => n - 1 + Log(n));

    public static readonly Model Grid = new("2 (√N − 1) + 2 ⌈log₂ N⌉", n => n <= 2 ? n - 1 + Log(n) : 2 * (Math.Sqrt(n) - 1) + 2 * Log(n));

    public static readonly Model ToOne = new("(N − 1) / N + ⌈log₂ N⌉", n => (n - 1) / n + Log(n));

    public static readonly Model Tree = new("(N − 1) / N", n => (n - 1) / n);

    public Model And(string text, Func<double, double> more) => new($"{Text} + {text}", n => Of!(n) + more(n));

    public Model Times(int times) => new($"{times} × ({Text})", n => times * Of!(n));

    /// <summary>A vector in as many parts as workers, of 4 KiB at least: each goes up a tree and down one.</summary>
    public static Model Parts(double bytes) => new("2 (N − 1)/N × min(N, D / 4 KiB)", n => 2 * (n - 1) / n * Math.Min(n, Math.Ceiling(bytes / 4096)));

    /// <summary>All of it up and down.</summary>
    public static Model PartsKiB(double bytes) => new("2 D (N − 1)/N", n => 2 * bytes * (n - 1) / n / 1024);

    /// <summary>So many bytes of records, divided among all.</summary>
    public static Model DirectKiB(double bytes) => new("D (1 − 1/N) + 56 (N − 1) + 44 ⌈log₂ N⌉", n => (bytes * (1 - 1 / n) + (Header + Batch) * (n - 1) + Header * Log(n)) / 1024);

    /// <summary>The same, most of it twice.</summary>
    public static Model GridKiB(double bytes) => new("D (2 − 2/√N) + 48 (N − 1) + 88 (√N − 1 + ⌈log₂ N⌉)",
        n => n <= 2 ? DirectKiB(bytes).Of!(n) : (bytes * (2 - 2 / Math.Sqrt(n)) + 2 * (Batch + Parcel) * (n - 1) + 2 * Header * (Math.Sqrt(n) - 1 + Log(n))) / 1024);

    /// <summary>All records to one worker.</summary>
    public static Model ToOneKiB(double bytes) => new("D (1 − 1/N) + 44 ⌈log₂ N⌉", n => (bytes * (1 - 1 / n) + Header * Log(n)) / 1024);

    /// <summary>Where chunks are made smaller so that buffers for all targets take no more than so many bytes.</summary>
    public static Model Narrow(double bytes, double buffers) => new("(N − 1) ⌈D / (N × chunk)⌉ + ⌈log₂ N⌉", n =>
    {
        double chunk = 256 << 10;
        while (chunk > 1024 && chunk + Math.Min(chunk, 1024 * 8) > buffers / n) chunk /= 2;
        return (n - 1) * Math.Ceiling(bytes / n / chunk) + Log(n);
    });

    static double Log(double n) => Math.Ceiling(Math.Log2(n));
}
