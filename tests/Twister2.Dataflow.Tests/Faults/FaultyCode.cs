using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Twister2.Dataflow.Faults;

/// <summary>Where a run of an operator goes wrong.</summary>
public enum Fault
{
    None,

    /// <summary>The function that an operator is given: a reducer, a comparison, one that chooses a task, a sink.</summary>
    Function,

    /// <summary>The hash of a key.</summary>
    Hash,
    Packing,
    Unpacking,
}

/// <summary>What the user's code of this test throws.</summary>
public sealed class ChosenFailureException : Exception
{
    public ChosenFailureException() { }

    public ChosenFailureException(string message) : base(message) { }

    public ChosenFailureException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>User code that fails as it is told, on the thread of the worker that is told so.</summary>
public sealed class FaultyCode
{
    [ThreadStatic]
    private static FaultyCode? _current;

    private readonly Fault _fault;
    private int _left;

    private FaultyCode(Fault fault, int after) => (_fault, _left) = (fault, after);

    /// <summary>From here on user code of this thread fails at the given place, after so many calls that go well.</summary>
    public static void Arm(Fault fault, int after = 0) => _current = fault == Fault.None ? null : new FaultyCode(fault, after);

    /// <summary>Called by all user code.</summary>
    public static void Run(Fault place)
    {
        if (_current is { } code && code._fault == place && code._left-- <= 0) throw new ChosenFailureException($"chosen failure: {place}");
    }
}

/// <summary>A key that has a hash and an order of the user's.</summary>
public readonly record struct RowKey(long Value) : IComparable<RowKey>
{
    public int CompareTo(RowKey other)
    {
        FaultyCode.Run(Fault.Function);
        return Value.CompareTo(other.Value);
    }

    public static bool operator <(RowKey a, RowKey b) => a.CompareTo(b) < 0;

    public static bool operator >(RowKey a, RowKey b) => a.CompareTo(b) > 0;

    public static bool operator <=(RowKey a, RowKey b) => a.CompareTo(b) <= 0;

    public static bool operator >=(RowKey a, RowKey b) => a.CompareTo(b) >= 0;
}

/// <summary>A record that has a packer and a hash of the user's.</summary>
public sealed record Row(long Key, string Text)
{
    /// <summary>Registers packer and hashes; every worker must.</summary>
    public static void Register()
    {
        DataPackers.Register(new RowPacker());
        KeyHashers.Register<RowKey>(HashOf);
        KeyHashers.Register<Row>(HashOf);
    }

    public static int Compare(Row a, Row b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        FaultyCode.Run(Fault.Function);
        return a.Key.CompareTo(b.Key);
    }

    private static ulong HashOf(RowKey key)
    {
        FaultyCode.Run(Fault.Hash);
        return KeyHashers.Hash(key.Value);
    }

    private static ulong HashOf(Row row)
    {
        FaultyCode.Run(Fault.Hash);
        return KeyHashers.Hash((row.Key, row.Text));
    }
}

/// <summary>Key, then text with its length.</summary>
public sealed class RowPacker : IDataPacker<Row>
{
    [ThreadStatic]
    private static int? _version;

    /// <summary>The version of this thread's worker, where that is not the one of all others.</summary>
    public static void SetVersion(int? version) => _version = version;

    public int Version => _version ?? 3;

    public void Pack(ReadOnlySpan<Row> records, ChunkWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        FaultyCode.Run(Fault.Packing);
        foreach (Row row in records)
        {
            writer.Write(row.Key);
            writer.Write(row.Text.Length);
            writer.Write(MemoryMarshal.AsBytes(row.Text.AsSpan()));
        }
    }

    public void Unpack(ref ChunkReader reader, Span<Row> records)
    {
        FaultyCode.Run(Fault.Unpacking);
        foreach (ref Row row in records)
        {
            long key = reader.Read<long>();
            row = new Row(key, new string(MemoryMarshal.Cast<byte, char>(reader.Take(reader.Read<int>() * sizeof(char)))));
        }
    }
}

/// <summary>The same rows in each process: what a source task adds, and what it comes to.</summary>
public static class Rows
{
    public const int PerSource = 1500, Keys = 6000;

    public static Row[] Of(int source, int count = PerSource)
    {
        Row[] rows = new Row[count];
        ulong state = (ulong)source + 17;
        for (int i = 0; i < rows.Length; i++)
        {
            ulong random = Next(ref state);
            // Few keys are frequent, many are rare.
            long key = (long)(random % Keys * (random >> 40) % Keys);
            rows[i] = new Row(key, string.Create(CultureInfo.InvariantCulture, $"{source}.{i}{new string('é', (int)(random >> 58))}"));
        }
        return rows;
    }

    /// <summary>A number that another text or key would hardly have.</summary>
    public static ulong DigestOf(Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return DigestOf((ulong)row.Key) + DigestOf(System.IO.Hashing.XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(row.Text)) + 1);
    }

    public static ulong DigestOf(ulong value)
    {
        ulong state = value;
        return Next(ref state);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
