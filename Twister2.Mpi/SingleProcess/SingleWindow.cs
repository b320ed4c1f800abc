namespace Twister2.Mpi.SingleProcess;

/// <summary>A window of the one process.</summary>
internal sealed unsafe class SingleWindow : IDisposable
{
    private static readonly Dictionary<nint, SingleWindow> All = [];
    private static nint _nextHandle = 0x1000;

    private bool _owned;

    public required byte* Base { get; init; }

    public required nint Size { get; init; }

    public required int Unit { get; init; }

    /// <summary>As the table gives it.</summary>
    public required int Flavor { get; init; }

    public byte[] Name { get; set; } = [];

    public Dictionary<string, string> Info { get; } = [];

    /// <summary>Where memory is attached to a dynamic window, and how many bytes of it.</summary>
    public SortedDictionary<nint, nint> Attached { get; } = [];

    /// <summary>The process has posted its part to itself.</summary>
    public bool IsPosted { get; set; }

    /// <summary>The process has completed the accesses to what it posted; or has named nobody.</summary>
    public bool IsCompleted { get; set; }

    /// <summary>The window of a handle; null where there is none.</summary>
    public static SingleWindow? Find(nint handle) => All.GetValueOrDefault(handle);

    /// <summary>Tells whether a window has a range: of its memory, or of one piece that is attached to it.</summary>
    /// <param name="place">In the window's units, or for a dynamic one the address.</param>
    /// <param name="size">In bytes.</param>
    /// <param name="target">Where the range starts.</param>
    public bool Has(nint place, long size, out byte* target)
    {
        if (Flavor != SingleProcess.Abi.Table.WindowFlavors[3])
        {
            target = Base + (place * Unit);
            return place >= 0 && (place * Unit) + size <= Size;
        }

        target = (byte*)place;
        foreach (var (start, length) in Attached)
        {
            if (place >= start && place + size <= start + length)
                return true;
        }

        return false;
    }

    public static nint Add(SingleWindow window, bool owned)
    {
        window._owned = owned;
        All.Add(++_nextHandle, window);
        return _nextHandle;
    }

    public static bool Remove(nint handle)
    {
        if (!All.Remove(handle, out var window))
            return false;
        window.Dispose();
        return true;
    }

    public void Dispose()
    {
        if (_owned)
            System.Runtime.InteropServices.NativeMemory.AlignedFree(Base);
    }
}
