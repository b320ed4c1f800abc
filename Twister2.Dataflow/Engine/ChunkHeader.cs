using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Twister2.Dataflow.Engine;

/// <summary>What a message is.</summary>
internal enum MessageKind : byte
{
    /// <summary>Records.</summary>
    Data = 1,

    /// <summary>A mark of the barrier that ends an exchange; <see cref="ChunkHeader.Records"/> is its round.</summary>
    Mark = 2,
}

/// <summary>The first 44 bytes of every message, little endian.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ChunkHeader
{
    /// <summary>"T2c" and the version of the format.</summary>
    public const uint MagicAndVersion = 'T' | '2' << 8 | 'c' << 16 | 2 << 24;

    public static readonly int Bytes = Unsafe.SizeOf<ChunkHeader>();

    public uint Magic;
    public MessageKind Kind;
    public byte IsCompressed;
    public ushort Reserved;
    public uint Sequence;
    public uint Signature;
    public int SourceTask;
    public int TargetTask;
    public int Records;
    public int RawLength;
    public int WireLength;

    /// <summary>Of everything else in the message; the last field, so that the others lie together.</summary>
    public ulong Checksum;
}
