using Microsoft.Extensions.Logging;

namespace Twister2.JobMaster.Logging;

/// <summary>From which level on the log goes to the console, for each category.</summary>
internal sealed class LogLevels
{
    // The runtime's own categories stand without it in the log.
    private const string Product = "Twister2.";

    private readonly LogLevel _others;
    private readonly IReadOnlyList<CategoryLevel> _categories;

    public LogLevels(LogLevel others, IReadOnlyList<CategoryLevel> categories) => (_others, _categories) = (others, categories);

    /// <summary>Reads what an option says: a level, and for categories others, as <c>Information,Twister2.Dataflow=Debug</c>.</summary>
    /// <exception cref="UsageException">It says something else.</exception>
    public static (LogLevel Others, IReadOnlyList<CategoryLevel> Categories) Parse(string text)
    {
        LogLevel? others = null;
        List<CategoryLevel> categories = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && others is not null) throw new UsageException($"'{text}' has two levels for all categories. Give one, and for a category CATEGORY=LEVEL.");
            if (equals < 0) others = LevelOf(part, text);
            else if (equals == 0) throw new UsageException($"'{part}' in '{text}' names no category. Give CATEGORY=LEVEL, such as Twister2.Dataflow=Debug.");
            else Add(categories, part[..equals].Trim(), LevelOf(part[(equals + 1)..].Trim(), text), text);
        }
        return (others ?? LogLevel.Warning, categories);
    }

    /// <summary>From which level on a category goes to the console: what is said of it, or of the longest part of its name that ends at a point, or of all.</summary>
    public LogLevel Console(string category)
    {
        for (string name = Bare(category); name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
            foreach (CategoryLevel one in _categories)
                if (Bare(one.Category).Equals(name, StringComparison.OrdinalIgnoreCase)) return one.Level;
        return _others;
    }

    /// <summary>From which level on a category goes to the file: information, and more where the console has more.</summary>
    public LogLevel File(string category) => Console(category) is var level && level < LogLevel.Information ? level : LogLevel.Information;

    private static void Add(List<CategoryLevel> categories, string category, LogLevel level, string text)
    {
        if (categories.Exists(one => Bare(one.Category).Equals(Bare(category), StringComparison.OrdinalIgnoreCase))) throw new UsageException($"'{text}' has the category '{category}' twice.");
        categories.Add(new CategoryLevel(category, level));
    }

    // Without Enum.TryParse, which each worker would have to compile.
    private static LogLevel LevelOf(string name, string text) => name.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFORMATION" => LogLevel.Information,
        "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "CRITICAL" => LogLevel.Critical,
        "NONE" => LogLevel.None,
        _ => throw new UsageException($"'{name}' in '{text}' is no level: give Trace, Debug, Information, Warning, Error, Critical or None, and for a category CATEGORY=LEVEL."),
    };

    private static string Bare(string category) => category.StartsWith(Product, StringComparison.OrdinalIgnoreCase) ? category[Product.Length..] : category;
}
