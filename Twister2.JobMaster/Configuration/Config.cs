using System.Globalization;

namespace Twister2.JobMaster;

/// <summary>
/// A job's configuration: values by their names, from files named <c>twister2.json</c>, the environment and the command line; the same on every worker. Names that begin with <c>twister2.</c> are the runtime's settings, all
/// others are the program's own.
/// </summary>
public sealed class Config
{
    private readonly Dictionary<string, ConfigEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Of several entries of one name the last counts.</summary>
    internal Config(IEnumerable<ConfigEntry> entries)
    {
        foreach (ConfigEntry entry in entries) _entries[entry.Key] = entry;
    }

    /// <summary>All that was given, and the defaults of the runtime's settings, by name.</summary>
    public IReadOnlyList<ConfigEntry> Entries => [.. _entries.Values.OrderBy(static entry => entry.Key, StringComparer.Ordinal)];

    internal static Config Empty { get; } = new([]);

    /// <summary>The value of a name as text, or null where there is none.</summary>
    public string? this[string key] => Find(key)?.Value;

    /// <summary>Whether a name has a value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value of a name with where it comes from, or null where there is none.</summary>
    public ConfigEntry? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _entries.GetValueOrDefault(key);
    }

    /// <summary>The value of a name that the program cannot do without.</summary>
    /// <exception cref="UsageException">There is none, or it is no <typeparamref name="T"/>; the message says where it stands, or how to give one.</exception>
    /// <example><code>int clusters = env.Config.Get&lt;int&gt;("kmeans.clusters");</code></example>
    public T Get<T>(string key) where T : IParsable<T> =>
        Find(key) is { } entry ? Parse<T>(entry) : throw new UsageException($"This job needs a value of '{key}': give --conf {key}=VALUE, or set it in a twister2.json ('twister2 config set {key} VALUE').");

    /// <summary>The value of a name, or else <paramref name="otherwise"/>.</summary>
    /// <exception cref="UsageException">It is no <typeparamref name="T"/>; the message says where it stands.</exception>
    public T Get<T>(string key, T otherwise) where T : IParsable<T> => Find(key) is { } entry ? Parse<T>(entry) : otherwise;

    /// <summary>A size such as <c>512M</c> or <c>4G</c>, in bytes, or else <paramref name="otherwise"/>.</summary>
    /// <exception cref="UsageException">It is no size; the message says where it stands.</exception>
    public long GetBytes(string key, long otherwise) => Find(key) is { } entry ? BytesOf(entry) : otherwise;

    internal static long BytesOf(ConfigEntry entry)
    {
        try
        {
            return MemorySize.Parse(entry.Value);
        }
        catch (UsageException e)
        {
            throw new UsageException($"{entry.Name}: {e.Message}", e);
        }
    }

    private static T Parse<T>(ConfigEntry entry) where T : IParsable<T> => T.TryParse(entry.Value, CultureInfo.InvariantCulture, out T? value)
        ? value
        : throw new UsageException($"{entry.Name} is '{entry.Value}', which is no {typeof(T).Name}.");
}
