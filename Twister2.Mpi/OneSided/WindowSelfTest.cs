using System.Globalization;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>The part of the self-test that asks about the constants of one-sided communication, on a window of this process alone.</summary>
internal static unsafe class WindowSelfTest
{
    /// <summary>Runs the checks.</summary>
    public static SelfTestCheck[] Run()
    {
        using var window = Window.Allocate<long>(Communicator.self, 3);
        nint handle = window.Handle;
        string bytes = (*(nint*)Window.Attribute(handle, 1)).ToString(CultureInfo.InvariantCulture);
        string unit = (*(int*)Window.Attribute(handle, 2)).ToString(CultureInfo.InvariantCulture);
        bool samePlace = (nint)Window.Attribute(handle, 0) == window.BaseAddress;
        return
        [
            new("window: base", "where its memory is", samePlace ? "where its memory is" : "elsewhere"),
            new("window: size", "24", bytes),
            new("window: unit", "1", unit),
            new("window: flavor", nameof(WindowFlavor.Allocate), window.Flavor.ToString()),
            new("window: model", nameof(WindowModel.Unified), window.Model.ToString()),
            Ask("locks", () => LockBoth(window)),
            Ask("assertions", () => AssertAll(window)),
        ];
    }

    private static void LockBoth(Window<long> window)
    {
        window.LockScope(0, LockType.Exclusive).Dispose();
        window.LockScope(0, LockType.Shared).Dispose();
    }

    // Libraries refuse assertions that a call does not know, and so each that has another's number.
    private static void AssertAll(Window<long> window)
    {
        window.Lock(0, LockType.Shared, WindowAssertions.NoCheck);
        window.Unlock(0);
        window.Fence(WindowAssertions.NoPrecede | WindowAssertions.NoStore | WindowAssertions.NoPut);
        window.Fence(WindowAssertions.NoSucceed);
    }

    private static SelfTestCheck Ask(string what, Action calls)
    {
        try
        {
            calls();
            return new($"window: {what}", "taken", "taken");
        }
        catch (MpiException error)
        {
            return new($"window: {what}", "taken", error.Message);
        }
    }
}
