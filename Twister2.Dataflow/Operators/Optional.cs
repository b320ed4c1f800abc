using System.Diagnostics.CodeAnalysis;

namespace Twister2.Dataflow;

/// <summary>A value, or none: what an outer join gives for the side that has no record of the key. Of any type, and without references where the value has none.</summary>
public readonly struct Optional<T> : IEquatable<Optional<T>>
{
    private readonly T _value;

    /// <summary>There is a value.</summary>
    public Optional(T value)
    {
        _value = value;
        HasValue = true;
    }

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value : throw new InvalidOperationException($"There is no {typeof(T).Name}: ask {nameof(HasValue)} first.");

    /// <summary>A value.</summary>
    public static implicit operator Optional<T>(T value) => new(value);

    /// <summary>Whether both have no value, or equal ones.</summary>
    public static bool operator ==(Optional<T> a, Optional<T> b) => a.Equals(b);

    /// <summary>Whether one has a value and the other none, or another.</summary>
    public static bool operator !=(Optional<T> a, Optional<T> b) => !a.Equals(b);

    /// <summary>The value, or <c>default</c> where there is none.</summary>
    public T? GetValueOrDefault() => _value;

    /// <summary>Whether there is a value, and which.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return HasValue;
    }

    /// <inheritdoc/>
    public bool Equals(Optional<T> other) => HasValue == other.HasValue && EqualityComparer<T>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Optional<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasValue, _value);

    /// <inheritdoc/>
    public override string ToString() => HasValue ? $"{_value}" : "none";
}
