namespace Twister2.Mpi.Interop;

/// <summary>MPI's predefined datatypes; the index into <see cref="MpiAbi.Datatypes"/>.</summary>
internal enum DatatypeKind
{
    Char, SignedChar, UnsignedChar, Byte, WideChar, Short, UnsignedShort, Int, Unsigned, Long, UnsignedLong,
    LongLong, UnsignedLongLong, Float, Double, LongDouble, Int8, UInt8, Int16, UInt16, Int32, UInt32, Int64, UInt64,
    CBool, FloatComplex, DoubleComplex, Aint, Count, Offset, Packed, FloatInt, DoubleInt, LongInt, ShortInt, TwoInt,
    LongDoubleInt,
}
