using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Twister2.Tasks;

/// <summary>Days: date32; date64 is read too.</summary>
internal sealed class DateKind : ValueKind<DateOnly>
{
    private const long MillisecondsPerDay = 86_400_000;

    private static readonly int Epoch = new DateOnly(1970, 1, 1).DayNumber;

    public override IArrowType Type => Date32Type.Default;

    public override bool Reads(IArrowType type) => type is Date32Type or Date64Type;

    public override void Read(ArrayData column, int start, Span<DateOnly> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            int row = column.Offset + start + i;
            long day = column.DataType is Date32Type
                ? MemoryMarshal.Cast<byte, int>(column.Buffers[1].Span)[row]
                : MemoryMarshal.Cast<byte, long>(column.Buffers[1].Span)[row] / MillisecondsPerDay;
            // What lies under a null may be no day at all.
            values[i] = (ulong)(day + Epoch) <= (ulong)DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)(day + Epoch))
                : Twister2.Dataflow.Tables.ColumnBuilder.IsValid(column, start + i) ? throw new OverflowException($"Day {day} after 1970-01-01 is no {nameof(DateOnly)}.")
                : default;
        }
    }

    public override ValueWriter<DateOnly> NewWriter() => new Writer();

    private sealed class Writer() : FixedWriter<DateOnly, int>(Date32Type.Default)
    {
        protected override void Store(ColumnVector<DateOnly> vector, Span<int> to)
        {
            for (int i = 0; i < to.Length; i++) to[i] = vector.Values[i].DayNumber - Epoch;
        }
    }
}

/// <summary>A moment as ticks of 100 ns since 1970.</summary>
internal interface IMoment<T>
{
    static abstract bool HasZone { get; }

    static abstract T Of(long ticks);

    static abstract long TicksOf(T value);
}

/// <summary>Times without a zone.</summary>
internal readonly struct LocalTime : IMoment<DateTime>
{
    public static readonly IArrowType Column = new TimestampType(TimeUnit.Microsecond, (string?)null);

    public static bool HasZone => false;

    public static DateTime Of(long ticks) => new(ticks + DateTime.UnixEpoch.Ticks);

    public static long TicksOf(DateTime value) => value.Ticks - DateTime.UnixEpoch.Ticks;
}

/// <summary>Moments; they come back in UTC.</summary>
internal readonly struct ZonedTime : IMoment<DateTimeOffset>
{
    public static readonly IArrowType Column = new TimestampType(TimeUnit.Microsecond, "UTC");

    public static bool HasZone => true;

    public static DateTimeOffset Of(long ticks) => new(ticks + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);

    public static long TicksOf(DateTimeOffset value) => value.UtcTicks - DateTime.UnixEpoch.Ticks;
}

/// <summary>Timestamps: of microseconds where they are made, of any unit where they are read.</summary>
internal sealed class TimestampKind<T, TMoment>(IArrowType type) : ValueKind<T> where TMoment : struct, IMoment<T>
{
    public override IArrowType Type => type;

    public override bool Reads(IArrowType other) => other is TimestampType timestamp && string.IsNullOrEmpty(timestamp.Timezone) != TMoment.HasZone;

    public override void Read(ArrayData column, int start, Span<T> values)
    {
        ReadOnlySpan<long> stored = MemoryMarshal.Cast<byte, long>(column.Buffers[1].Span).Slice(column.Offset + start, values.Length);
        (long factor, long divisor) = ((TimestampType)column.DataType).Unit switch
        {
            TimeUnit.Second => (TimeSpan.TicksPerSecond, 1L),
            TimeUnit.Millisecond => (TimeSpan.TicksPerMillisecond, 1L),
            TimeUnit.Microsecond => (TimeSpan.TicksPerMicrosecond, 1L),
            _ => (1L, 100L),
        };
        for (int i = 0; i < values.Length; i++)
            values[i] = Twister2.Dataflow.Tables.ColumnBuilder.IsValid(column, start + i) ? TMoment.Of(checked(FloorDivide(stored[i], divisor) * factor)) : default!;
    }

    public override ValueWriter<T> NewWriter() => new Writer(type);

    private static long FloorDivide(long value, long divisor) => (value - ((value % divisor + divisor) % divisor)) / divisor;

    private sealed class Writer(IArrowType type) : FixedWriter<T, long>(type)
    {
        protected override void Store(ColumnVector<T> vector, Span<long> to)
        {
            for (int i = 0; i < to.Length; i++) to[i] = FloorDivide(TMoment.TicksOf(vector.Values[i]), TimeSpan.TicksPerMicrosecond);
        }
    }
}
