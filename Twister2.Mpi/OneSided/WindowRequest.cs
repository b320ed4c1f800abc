using System.Buffers;

namespace Twister2.Mpi;

/// <summary>A one-sided operation with a request: up to two buffers of the caller's, and a window that must not go before it.</summary>
internal sealed class WindowRequest : Request
{
    private readonly Window _window;
    private MemoryHandle _second;

    public WindowRequest(string function, nint handle, Window window, in MemoryHandle first, in MemoryHandle second = default)
        : base(function, handle, first)
    {
        (_window, _second) = (window, second);
        window.Add(this);
    }

    /// <summary>The neighbours in the window's list of requests under way.</summary>
    public WindowRequest? Next { get; set; }

    /// <summary>The neighbours in the window's list of requests under way.</summary>
    public WindowRequest? Previous { get; set; }

    private protected override void Release()
    {
        base.Release();
        _second.Dispose();
        _window.Remove(this);
    }
}
