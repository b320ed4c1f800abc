namespace Twister2.Mpi;

/// <summary>
/// Combines two values into one. It must be associative; <paramref name="left"/> comes from a lower rank than <paramref name="right"/>.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
/// <remarks>An exception that it throws reaches the caller of the reduction on this rank: see <see cref="Operation{T}"/>.</remarks>
public delegate T ReductionOperation<T>(T left, T right);

/// <summary>
/// Combines many values at once, for speed: <c>right[i] = left[i] op right[i]</c>. It must be associative; <paramref name="left"/> comes from
/// a lower rank than <paramref name="right"/>, and both have the same length, which may be a part of what was given to the reduction.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public delegate void SpanReductionOperation<T>(ReadOnlySpan<T> left, Span<T> right);
