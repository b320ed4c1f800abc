namespace Twister2.Tasks;

// Rows as records.
public abstract partial class Table
{
    /// <summary>
    /// The rows as records. A record type with a constructor gets columns by the names of its parameters, one without parameters by the names of the properties that can be set; capital letters do not count where
    /// only one column fits. A tuple gets the columns in their order; a single value the only column.
    /// </summary>
    /// <exception cref="ArgumentException">A column is not there, has another type, or there is no such constructor; when run: a null in a column whose values cannot be null.</exception>
    /// <exception cref="NotSupportedException">A property is of a type that no column has; the message names it.</exception>
    public TSet<T> ToTSet<T>() => new TableRecords<T>(this);
}
