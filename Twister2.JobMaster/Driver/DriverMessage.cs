using System.Text;
using Twister2.Dataflow;

namespace Twister2.JobMaster;

/// <summary>A message between the driver and a worker: one value of any type that can be packed, of any size up to 2 GB.</summary>
public sealed class DriverMessage
{
    internal const int OfDriver = -1;

    // No value has such a type.
    private const string EndType = "";

    private readonly string _type;
    private byte[]? _packed;

    private DriverMessage(int sender, string type, ReadOnlyMemory<byte> bytes) => (Sender, _type, Bytes) = (sender, type, bytes);

    /// <summary>The worker that has sent it; −1 where the driver has.</summary>
    public int Sender { get; }

    /// <summary>Bytes that the value takes.</summary>
    public int Length => Bytes.Length;

    /// <summary>Whether <see cref="As{T}"/> gives a <typeparamref name="T"/>.</summary>
    public bool Is<T>() => _type == NameOf<T>();

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Its sender sends no more.</summary>
    internal bool IsEnd => _type == EndType;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It is of another type; the message names both.</exception>
    public T As<T>()
    {
        if (!Is<T>()) throw new InvalidOperationException($"The message of {(Sender == OfDriver ? "the driver" : $"worker {Sender}")} is a {_type}, and is asked for as a {NameOf<T>()}.");
        ChunkReader reader = new(Bytes.Span);
        T[] value = new T[1];
        DataPackers.For<T>().Unpack(ref reader, value);
        return value[0];
    }

    internal static DriverMessage Of<T>(int sender, T value)
    {
        IDataPacker<T> packer = DataPackers.For<T>();
        ChunkWriter writer = new(new BufferPool(keepBytes: 0), 256);
        packer.Pack([value], writer);
        return new DriverMessage(sender, NameOf<T>(), writer.WrittenFrom(0).ToArray());
    }

    internal static DriverMessage End(int sender) => new(sender, EndType, default);

    /// <summary>The same for all whom it is sent to.</summary>
    internal byte[] ToBytes() => _packed ??= Pack();

    private byte[] Pack()
    {
        byte[] type = Encoding.UTF8.GetBytes(_type), bytes = new byte[sizeof(int) + type.Length + Bytes.Length];
        BitConverter.TryWriteBytes(bytes, type.Length);
        type.CopyTo(bytes, sizeof(int));
        Bytes.CopyTo(bytes.AsMemory(sizeof(int) + type.Length));
        return bytes;
    }

    internal static DriverMessage Of(int sender, byte[] bytes)
    {
        int type = BitConverter.ToInt32(bytes);
        return new DriverMessage(sender, Encoding.UTF8.GetString(bytes, sizeof(int), type), bytes.AsMemory(sizeof(int) + type));
    }

    private static string NameOf<T>() => typeof(T).ToString();
}
