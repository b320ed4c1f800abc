using System.Text;

namespace Twister2.JobMaster;

/// <summary>
/// The bytes of messages between processes of one job, which are all of one build. Field by field: a serializer that can do more makes itself ready for all types of the framework first, a tenth of a second in each rank.
/// </summary>
internal static class Wire
{
    public static byte[] ToBytes(Action<BinaryWriter> write)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    public static T FromBytes<T>(byte[] bytes, Func<BinaryReader, T> read)
    {
        using BinaryReader reader = new(new MemoryStream(bytes), Encoding.UTF8);
        return read(reader);
    }

    public static byte[] ToBytes<T>(IReadOnlyCollection<T> all, Action<T, BinaryWriter> write) => ToBytes(writer =>
    {
        writer.Write(all.Count);
        foreach (T one in all) write(one, writer);
    });

    public static T[] AllFromBytes<T>(byte[] bytes, Func<BinaryReader, T> read) => FromBytes(bytes, reader =>
    {
        T[] all = new T[reader.ReadInt32()];
        for (int i = 0; i < all.Length; i++) all[i] = read(reader);
        return all;
    });
}
