namespace Twister2.Dashboard.Server;

/// <summary>A file that grows, as long as it was when it was opened.</summary>
internal sealed class FixedLengthStream(FileStream file) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int Read(Span<byte> buffer) => file.Read(Cut(buffer));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Left)], cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(origin == SeekOrigin.End ? Length + offset : offset, origin == SeekOrigin.End ? SeekOrigin.Begin : origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private long Left => Math.Max(0, Length - file.Position);

    private Span<byte> Cut(Span<byte> buffer) => buffer[..(int)Math.Min(buffer.Length, Left)];
}
