namespace Twister2.Dataflow;

/// <summary>
/// Where records go that memory has no room for: node-local files; memory, for tests; one that fails on purpose. Used by one thread at a time.
/// </summary>
internal interface ISpillStore : IDisposable
{
    /// <summary>What a person calls the place: its directory.</summary>
    string Place { get; }

    /// <summary>A new empty file. Its name is for messages; two may have the same.</summary>
    /// <exception cref="IOException">The store cannot make it.</exception>
    /// <exception cref="UnauthorizedAccessException">The store may not be written.</exception>
    ISpillFile Create(string name);
}

/// <summary>Bytes that are appended and read back; gone when it is disposed, or when the process ends in whatever way.</summary>
internal interface ISpillFile : IDisposable
{
    /// <summary>What a person calls the file: its path.</summary>
    string Name { get; }

    /// <summary>Bytes written so far.</summary>
    long Length { get; }

    /// <summary>Writes bytes at the end.</summary>
    /// <exception cref="IOException">There is no room, or the device failed.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Reads bytes, all of them or fails.</summary>
    /// <exception cref="IOException">The device failed, or the file is shorter than what was written to it.</exception>
    void Read(long offset, Span<byte> bytes);
}
