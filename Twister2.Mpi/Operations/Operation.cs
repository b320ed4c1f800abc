using System.Numerics;
using System.Runtime.CompilerServices;
using Twister2.Mpi.Interop;

namespace Twister2.Mpi;

/// <summary>
/// A reduction of values of one type (MPI_Op). The predefined ones are MPI's own and run inside the library; others are made of a C#
/// function, for values of any unmanaged struct through MPI_Op_create, for objects in this binding.
/// </summary>
/// <remarks>
/// An exception inside a user operation goes to the caller of the reduction on the rank where it was thrown: from the blocking call, or
/// from <see cref="Request.Wait"/>. Every call that was under way there with the same operation throws it. The other ranks see no error, and
/// what they get where that rank took part has no meaning; a reduction of objects throws on them too.
/// </remarks>
/// <typeparam name="T">
/// For the predefined operations a primitive number, <see cref="Complex"/>, <see cref="bool"/>, <see cref="char"/> or an enum, as far as the
/// operation makes sense for it, and <see cref="decimal"/>, <see cref="Half"/>, <see cref="Int128"/>, <see cref="UInt128"/> and
/// <see cref="BigInteger"/>, which run in C#; others are refused when they are used.
/// </typeparam>
#pragma warning disable CA1000 // Operation<int>.Add is MPI.NET's spelling
public sealed unsafe partial class Operation<T> : IDisposable
{
    // The operation of a function that was given without one; a function that is never used again goes with its operation.
    private static readonly ConditionalWeakTable<ReductionOperation<T>, Operation<T>> Made = [];

    private readonly OperationKind _kind;
    private readonly string? _refusal;
    private readonly ReductionOperation<T> _combine;
    private readonly SpanReductionOperation<T>? _combineSpans;
    private readonly UserFunction? _function;
    private readonly bool _shared;
    private ReductionOperation<T>? _asFunction;

    /// <summary>An operation out of a function that combines two values; values are combined in the order of ranks (MPI_Op_create).</summary>
    /// <param name="combine">An associative function.</param>
    public Operation(ReductionOperation<T> combine)
        : this(combine, commutative: false)
    {
    }

    /// <summary>An operation out of a function that combines many values at once; values are combined in the order of ranks (MPI_Op_create).</summary>
    /// <param name="combine">An associative function.</param>
    public Operation(SpanReductionOperation<T> combine)
        : this(combine, commutative: false)
    {
    }

    private Operation(ReductionOperation<T> combine, bool commutative, bool shared = false)
    {
        ArgumentNullException.ThrowIfNull(combine);
        (_combine, _shared, IsCommutative) = (combine, shared, commutative);
        _function = new UserFunction(Run, commutative);
    }

    private Operation(SpanReductionOperation<T> combine, bool commutative)
    {
        ArgumentNullException.ThrowIfNull(combine);
        (_combineSpans, _combine, IsCommutative) = (combine, CombineTwo, commutative);
        _function = new UserFunction(Run, commutative);
    }

    private Operation(OperationKind kind)
    {
        (_kind, _combine, _shared, IsCommutative) = (kind, CombineTwo, true, kind is not (OperationKind.Replace or OperationKind.NoOperation));
        _refusal = Refusal(kind);
    }

    /// <summary>True where the order of values does not matter, so that MPI may choose it (MPI_Op_commutative).</summary>
    public bool IsCommutative { get; }

    /// <summary>The library's handle for the operation.</summary>
    /// <exception cref="MpiException">MPI has no such reduction of this type, the operation was disposed, or MPI is not running.</exception>
    internal nint Handle => _function is not null ? _function.Handle
        : _refusal is null ? Native.Abi.Operation(_kind)
        : throw new MpiException(ErrorClass.Operation, "MPI_Op", _refusal);

    /// <summary>The datatype that the operation reduces: MPI's pairs for the operations on them.</summary>
    internal nint Datatype => _function is null && PairKind is { } pair ? Native.Abi.Datatype(pair) : Datatypes.Unit<T>();

    /// <summary>The exceptions of a user operation; null for one that runs inside the library.</summary>
    internal UserFailures? Failures => _function?.Failures;

    /// <summary>An operation out of a function that combines two values in any order, which may be faster (MPI_Op_create).</summary>
    /// <param name="combine">An associative and commutative function.</param>
    public static Operation<T> Commutative(ReductionOperation<T> combine) => new(combine, commutative: true);

    /// <summary>An operation out of a function that combines many values at once in any order, which may be faster (MPI_Op_create).</summary>
    /// <param name="combine">An associative and commutative function.</param>
    public static Operation<T> Commutative(SpanReductionOperation<T> combine) => new(combine, commutative: true);

    /// <summary>
    /// The operation of a function, made at its first use and the same for the same delegate later on: a lambda that captures nothing costs
    /// nothing after its first use (MPI_Op_create).
    /// </summary>
    public static implicit operator Operation<T>(ReductionOperation<T> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        if (combine.Target is Operation<T> origin)
            return origin;
        if (Made.TryGetValue(combine, out var known) && known._function is { IsDisposed: false })
            return known;
        var made = new Operation<T>(combine);
        Made.AddOrUpdate(combine, made);
        return made;
    }

    /// <summary>The operation as a function of two values, which runs in C#; given to a reduction, it is the operation again (MPI_Op).</summary>
    /// <exception cref="MpiException">There is no such reduction of this type.</exception>
    public static implicit operator ReductionOperation<T>(Operation<T> operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        operation.CheckFits("MPI_Op");
        return operation._asFunction ??= operation.CombineTwo;
    }

    /// <summary>
    /// Combines values of this process, element by element: <c>inOutValues[i] = inValues[i] op inOutValues[i]</c> (MPI_Reduce_local). Local.
    /// </summary>
    /// <param name="inValues">What is on the left.</param>
    /// <param name="inOutValues">What is on the right; as many, and the result afterwards.</param>
    /// <exception cref="MpiException">The lengths differ, there is no such reduction of this type, the operation failed, was disposed, or the library
    /// failed.</exception>
    public void ReduceLocal(ReadOnlySpan<T> inValues, Span<T> inOutValues)
    {
        const string Function = "MPI_Reduce_local";
        if (inValues.Length != inOutValues.Length)
            throw new MpiException(ErrorClass.Count, Function, $"{inValues.Length} values cannot be combined with {inOutValues.Length}");
        CheckFits(Function);
        if (!Raw.Is<T>())
        {
            for (int i = 0; i < inOutValues.Length; i++)
                inOutValues[i] = CombineTwo(inValues[i], inOutValues[i]);
            return;
        }

        nint handle = ReductionHandle(Function);
        int failures = Failures?.Count ?? 0;
        int code;
        fixed (byte* input = &Raw.First(inValues), inout = &Raw.First<T>(inOutValues))
        {
            VectorRegisters.Clean();
            code = MpiFunctions.ReduceLocal(PartLayout.Some(input), PartLayout.Some(inout), inOutValues.Length, Datatype, handle);
        }

        GC.KeepAlive(this);
        Native.Check(code, Function);
        Failures?.ThrowSince(failures);
    }

    /// <summary>Gives a user operation back (MPI_Op_free); does nothing for a predefined one, a second time, or after MPI's end.</summary>
    public void Dispose()
    {
        if (!_shared)
            _function?.Dispose();
    }

    /// <summary>The operation for a collective; refuses those that only windows know.</summary>
    /// <exception cref="MpiException">MPI has no such reduction of this type, the operation was disposed, or MPI is not running.</exception>
    internal nint ReductionHandle(string function) => _kind is not (OperationKind.Replace or OperationKind.NoOperation)
        ? Handle
        : throw new MpiException(ErrorClass.Operation, function, $"{_kind} is an operation of windows; a collective cannot use it");

    /// <summary>Refuses, before any process is asked for its values, an operation that objects of the type do not have.</summary>
    /// <exception cref="MpiException">There is no such reduction of this type.</exception>
    internal void CheckFits(string function)
    {
        if (_refusal is not null)
            throw new MpiException(ErrorClass.Operation, function, _refusal);
    }

    /// <summary>Combines two values in C#.</summary>
    /// <exception cref="MpiException">There is no such reduction of this type.</exception>
    internal T CombineTwo(T left, T right)
    {
        if (_combineSpans is not null)
            _combineSpans(new ReadOnlySpan<T>(in left), new Span<T>(ref right));
        else if (_function is not null)
            return _combine(left, right);
        else
            CombineInside(in left, ref right);
        return right;
    }

    private void Run(void* input, void* inout, int length)
    {
        var left = new ReadOnlySpan<T>(input, length);
        var right = new Span<T>(inout, length);
        if (_combineSpans is not null)
        {
            _combineSpans(left, right);
            return;
        }

        for (int i = 0; i < right.Length; i++)
            right[i] = _combine(left[i], right[i]);
    }
}
#pragma warning restore CA1000
