using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// Hints for MPI: texts by key (MPI_Info). Which keys mean something is the library's affair; it passes over those it does not know. The
/// calls are local. Dispose it when the call that takes it has returned.
/// </summary>
public sealed unsafe class Info : IDisposable, IEnumerable<KeyValuePair<string, string>>
{
    private readonly nint _handle;
    private bool _disposed;

    /// <summary>Makes hints without entries (MPI_Info_create).</summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public Info()
    {
        Native.EnsureLive("MPI_Info_create");
        nint handle = 0;
        Native.Check(MpiFunctions.InfoCreate(&handle), "MPI_Info_create");
        _handle = handle;
    }

    internal Info(nint handle) => _handle = handle;

    /// <summary>
    /// What the job was started with, as far as the launcher told the library, as a new object to dispose (MPI_INFO_ENV, MPI_Info_dup): "command",
    /// "argv", "maxprocs", "host", "wdir" and others.
    /// </summary>
    /// <exception cref="MpiException">MPI is not initialised, or has been finalised.</exception>
    public static Info Startup
    {
        get
        {
            Native.EnsureLive("MPI_INFO_ENV");
            nint copy = 0;
            Native.Check(MpiFunctions.InfoDup(Native.Abi.InfoEnv, &copy), "MPI_Info_dup");
            return new Info(copy);
        }
    }

    /// <summary>How many entries there are (MPI_Info_get_nkeys).</summary>
    /// <exception cref="MpiException">The hints were disposed, or MPI has been finalised.</exception>
    public int Count
    {
        get
        {
            int count = 0;
            Native.Check(MpiFunctions.InfoGetNkeys(Handle, &count), "MPI_Info_get_nkeys");
            return count;
        }
    }

    /// <summary>The keys, in the library's order (MPI_Info_get_nthkey).</summary>
    /// <exception cref="MpiException">The hints were disposed, or MPI has been finalised.</exception>
    public string[] Keys
    {
        get
        {
            var keys = new string[Count];
            byte* text = stackalloc byte[MpiAbi.TextSize];
            for (int i = 0; i < keys.Length; i++)
            {
                Native.Check(MpiFunctions.InfoGetNthkey(Handle, i, text), "MPI_Info_get_nthkey");
                keys[i] = Marshal.PtrToStringUTF8((nint)text)!;
            }

            return keys;
        }
    }

    /// <summary>The library's handle.</summary>
    /// <exception cref="MpiException">The hints were disposed, or MPI has been finalised.</exception>
    internal nint Handle
    {
        get
        {
            Native.EnsureLive("MPI_Info");
            return !_disposed ? _handle : throw new MpiException(ErrorClass.Info, "MPI_Info", "the hints were disposed before this call");
        }
    }

    /// <summary>The text of a key (MPI_Info_get, MPI_Info_set).</summary>
    /// <exception cref="KeyNotFoundException">Read, and there is no such key.</exception>
    /// <exception cref="MpiException">Key or text is too long or empty, or the hints were disposed.</exception>
    public string this[string key]
    {
        get => TryGetValue(key, out string? value) ? value : throw new KeyNotFoundException($"the hints have no key \"{key}\"");
        set
        {
            ArgumentNullException.ThrowIfNull(key);
            ArgumentNullException.ThrowIfNull(value);
            fixed (byte* name = Utf8(key), text = Utf8(value))
                Native.Check(MpiFunctions.InfoSet(Handle, name, text), "MPI_Info_set");
        }
    }

    /// <summary>Sets the text of a key, new or not (MPI_Info_set).</summary>
    /// <exception cref="MpiException">Key or text is too long or empty, or the hints were disposed.</exception>
    public void Add(string key, string value) => this[key] = value;

    /// <summary>Looks a key up (MPI_Info_get).</summary>
    /// <exception cref="MpiException">The key is too long or empty, or the hints were disposed.</exception>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        fixed (byte* name = Utf8(key))
            value = MpiFunctions.Has(MpiFunctions.InfoGetString) ? GetString(name) : Get(name);
        return value is not null;
    }

    /// <summary>Tells whether there is such a key (MPI_Info_get).</summary>
    /// <exception cref="MpiException">The key is too long or empty, or the hints were disposed.</exception>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <summary>Takes a key out (MPI_Info_delete).</summary>
    /// <returns>True when it was there.</returns>
    /// <exception cref="MpiException">The key is too long or empty, or the hints were disposed.</exception>
    public bool Remove(string key)
    {
        if (!ContainsKey(key))
            return false;
        fixed (byte* name = Utf8(key))
            Native.Check(MpiFunctions.InfoDelete(Handle, name), "MPI_Info_delete");
        return true;
    }

    /// <summary>Copies the hints (MPI_Info_dup).</summary>
    /// <exception cref="MpiException">The hints were disposed, or MPI has been finalised.</exception>
    public Info Clone()
    {
        nint copy = 0;
        Native.Check(MpiFunctions.InfoDup(Handle, &copy), "MPI_Info_dup");
        return new Info(copy);
    }

    /// <summary>The entries, in the library's order (MPI_Info_get_nthkey, MPI_Info_get).</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        foreach (string key in Keys)
            yield return new(key, this[key]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Gives the hints back (MPI_Info_free). Nothing happens a second time, or after MPI's end.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        nint handle = _handle;
        if (Native.IsLive)
            Native.Check(MpiFunctions.InfoFree(&handle), "MPI_Info_free");
    }

    /// <summary>The handle of hints that may be left out.</summary>
    internal static nint HandleOf(Info? info) => info is null ? Native.Abi.InfoNull : info.Handle;

    /// <summary>A text as C has it.</summary>
    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private string? GetString(byte* key)
    {
        // MPI leaves the place alone where there is no room, and MPICH 4.0 does not take a null for it.
        byte nothing = 0;
        int length = 0;
        int found = 0;
        Native.Check(MpiFunctions.InfoGetString(Handle, key, &length, &nothing, &found), "MPI_Info_get_string");
        if (found == 0)
            return null;

        // The length counts the end mark.
        var text = new byte[length + 1];
        fixed (byte* buffer = text)
        {
            Native.Check(MpiFunctions.InfoGetString(Handle, key, &length, buffer, &found), "MPI_Info_get_string");
            return Marshal.PtrToStringUTF8((nint)buffer);
        }
    }

    // Before MPI 4 the length is asked for by a call of its own, and does not count the end mark.
    private string? Get(byte* key)
    {
        int length = 0;
        int found = 0;
        Native.Check(MpiFunctions.InfoGetValuelen(Handle, key, &length, &found), "MPI_Info_get_valuelen");
        if (found == 0)
            return null;
        var text = new byte[length + 1];
        fixed (byte* buffer = text)
        {
            Native.Check(MpiFunctions.InfoGet(Handle, key, length, buffer, &found), "MPI_Info_get");
            return Marshal.PtrToStringUTF8((nint)buffer);
        }
    }
}
