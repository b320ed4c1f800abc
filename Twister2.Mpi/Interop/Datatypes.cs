using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Twister2.Mpi.Interop;

/// <summary>Which MPI datatype carries a .NET type.</summary>
/// <remarks>
/// Numbers have MPI's own types, so that reductions go to MPI untouched; every other unmanaged struct travels as bytes. Where its bytes are
/// more than an <see cref="int"/> counts, a derived type of sizeof(T) bytes is the unit: a span never has more elements than an
/// int counts, so that every span can be sent with every library. The methods are asked about unmanaged types only; they have no constraint so that
/// calls which take any type can ask after they have looked.
/// </remarks>
internal static class Datatypes
{
    private static readonly ConcurrentDictionary<nint, bool> Made = [];

    /// <summary>Bytes from which on a struct's own derived type is the unit; tests lower it.</summary>
    public static long ByteLimit { get; set; } = int.MaxValue;

    /// <summary>The datatype for <paramref name="length"/> elements of <typeparamref name="T"/>, and the count to go with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint For<T>(int length, out int count)
    {
        if (KindOf<T>() is var kind && kind != DatatypeKind.Byte)
        {
            count = length;
            return Native.Abi.Datatype(kind);
        }

        return ForBytes<T>(length, out count);
    }

    /// <summary>The datatype whose unit is one <typeparamref name="T"/>, whatever the count.</summary>
    public static nint Unit<T>() =>
        KindOf<T>() is var kind && kind != DatatypeKind.Byte ? Native.Abi.Datatype(kind) : StructType<T>.Handle;

    /// <summary>Gives the derived types back, before MPI ends: MPICH warns of those that it still has then.</summary>
    public static unsafe void FreeAll()
    {
        foreach (nint type in Made.Keys)
        {
            nint handle = type;
            _ = MpiFunctions.TypeFree(&handle);
        }

        Made.Clear();
    }

    /// <summary>Remembers a derived type, to give it back before MPI ends if nobody does earlier.</summary>
    public static void Keep(nint type) => Made[type] = true;

    /// <summary>Forgets a derived type that is given back.</summary>
    public static void Forget(nint type) => Made.TryRemove(type, out _);

    /// <summary>MPI's own type for a .NET type; <see cref="DatatypeKind.Byte"/> for those it has none for. Decided by the JIT.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DatatypeKind KindOf<T>()
    {
        if (typeof(T) == typeof(int)) return DatatypeKind.Int32;
        if (typeof(T) == typeof(long)) return DatatypeKind.Int64;
        if (typeof(T) == typeof(double)) return DatatypeKind.Double;
        if (typeof(T) == typeof(byte) || typeof(T) == typeof(bool)) return DatatypeKind.UInt8;
        if (typeof(T) == typeof(float)) return DatatypeKind.Float;
        if (typeof(T) == typeof(uint)) return DatatypeKind.UInt32;
        if (typeof(T) == typeof(ulong) || typeof(T) == typeof(nuint)) return DatatypeKind.UInt64;
        if (typeof(T) == typeof(short)) return DatatypeKind.Int16;
        if (typeof(T) == typeof(ushort) || typeof(T) == typeof(char)) return DatatypeKind.UInt16;
        if (typeof(T) == typeof(sbyte)) return DatatypeKind.Int8;
        if (typeof(T) == typeof(nint)) return DatatypeKind.Aint;
        if (typeof(T) == typeof(Complex)) return DatatypeKind.DoubleComplex;
        return typeof(T).IsEnum ? EnumKind<T>.Value : DatatypeKind.Byte;
    }

    private static nint ForBytes<T>(int length, out int count)
    {
        long bytes = (long)length * Unsafe.SizeOf<T>();
        if (bytes <= ByteLimit)
        {
            count = (int)bytes;
            return Native.Abi.Datatype(DatatypeKind.Byte);
        }

        count = length;
        return StructType<T>.Handle;
    }

    private static class EnumKind<T>
    {
        public static readonly DatatypeKind Value = Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.SByte => DatatypeKind.Int8,
            TypeCode.Byte => DatatypeKind.UInt8,
            TypeCode.Int16 => DatatypeKind.Int16,
            TypeCode.UInt16 => DatatypeKind.UInt16,
            TypeCode.Int32 => DatatypeKind.Int32,
            TypeCode.UInt32 => DatatypeKind.UInt32,
            TypeCode.Int64 => DatatypeKind.Int64,
            TypeCode.UInt64 => DatatypeKind.UInt64,
            _ => DatatypeKind.Byte,
        };
    }

    /// <summary>The derived type of sizeof(T) bytes; made when it is first needed, and freed when MPI ends.</summary>
    private static unsafe class StructType<T>
    {
        public static readonly nint Handle = Create();

        private static nint Create()
        {
            nint type = 0;
            Native.Check(
                MpiFunctions.TypeContiguous(Unsafe.SizeOf<T>(), Native.Abi.Datatype(DatatypeKind.Byte), &type), "MPI_Type_contiguous");
            Native.Check(MpiFunctions.TypeCommit(&type), "MPI_Type_commit");
            Keep(type);
            return type;
        }
    }
}
